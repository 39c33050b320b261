import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What every function that asks emnify starts with before anything of ours: a start cannot take less. */
export const clients = [DynamoDBDocumentClient.from(new DynamoDBClient()), new SecretsManagerClient()];
