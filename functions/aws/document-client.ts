import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CLIENT_CONFIG } from './client-config.ts';

export function createDocumentClient(dynamodb = new DynamoDBClient(CLIENT_CONFIG)): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(dynamodb, {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** Sends a conditional write. @returns false when its condition did not hold; every other failure throws */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** For DynamoDB's time to live: housekeeping after so many days, never a rule of ours. */
export function expiresAfterDays(moment: string, days: number): number {
  return Math.floor(Date.parse(moment) / 1000) + days * 86_400;
}
