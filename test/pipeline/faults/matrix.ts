import type { Cell } from './cells.ts';
import { CLOUDWATCH } from './cloudwatch-cells.ts';
import { DYNAMODB } from './dynamodb-cells.ts';
import { EMNIFY } from './emnify-cells.ts';
import { SECRETS_MANAGER } from './secrets-manager-cells.ts';
import { SNS } from './sns-cells.ts';
import { SQS } from './sqs-cells.ts';
import { SSM } from './ssm-cells.ts';

/** Every fault of every service, in the order of docs/reliability.md. */
export const CELLS: Cell[] = [...EMNIFY, ...DYNAMODB, ...SQS, ...SNS, ...SECRETS_MANAGER, ...SSM, ...CLOUDWATCH];
