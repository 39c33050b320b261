import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { COST_HISTORY, NOTIFICATION_LOG, type TableSchema } from '../../table-schemas.ts';

/** The tables of the pipeline. Both outlive the stack: without them every alert would be sent once more. */
export class State extends Construct {
  readonly costHistory: Table;
  /** The last checks that the release before has written, by period. */
  readonly monthsIndexArn: string;
  readonly notificationLog: Table;
  /** The claims that wait to be sent, and those that a mute holds back. */
  readonly pendingIndexArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.costHistory = durableTable(this, 'CostHistory', COST_HISTORY);
    this.notificationLog = durableTable(this, 'NotificationLog', NOTIFICATION_LOG);
    this.monthsIndexArn = `${this.costHistory.tableArn}/index/${COST_HISTORY.index?.name}`;
    this.pendingIndexArn = `${this.notificationLog.tableArn}/index/${NOTIFICATION_LOG.index?.name}`;
  }
}

/** Makes a table that is kept. `Table` and not `TableV2`: the emulator that tests deployments has no global tables. */
function durableTable(scope: Construct, id: string, schema: TableSchema): Table {
  const table = new Table(scope, id, {
    partitionKey: text(schema.partitionKey),
    sortKey: text(schema.sortKey),
    timeToLiveAttribute: schema.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
  });
  if (schema.index) {
    table.addGlobalSecondaryIndex({
      indexName: schema.index.name,
      partitionKey: text(schema.index.partitionKey),
      sortKey: text(schema.index.sortKey),
      projectionType: ProjectionType.ALL,
    });
  }
  return table;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
