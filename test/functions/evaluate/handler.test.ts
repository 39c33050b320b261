import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDocumentClient } from '../../../functions/aws/document-client.ts';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { checkBudgets } from '../../../functions/budgets-file/budgets.ts';
import { serializeRequest } from '../../../functions/contracts/evaluation-request.ts';
import type { Alert } from '../../../functions/domain/judging/alert.ts';
import { periodOf } from '../../../functions/domain/values/month.ts';
import type { EvaluateEnvironment } from '../../../functions/evaluate/env.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import type { SimulatorFault } from '../../../infra/local/emnify-simulator/faults.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { type Cloud, startCloud } from '../../../infra/local/host/cloud.ts';
import { startFunction } from '../../../infra/local/host/function-process.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { anEndpoint } from '../../fakes/samples.ts';

const TOKEN = 'right';
const CONNECTIVITY = /\/connectivity$/;
const HAMBURG = { country: 'Germany', operator: 'Hamburg Mobile', technology: '4G' };
/** Endpoints of one run. */
const IDS = Array.from({ length: 12 }, (_, index) => index + 1);

let cloud: Cloud;
/** A run with which nothing is wrong. */
let good: Outcome;
beforeAll(async () => {
  const budgets = [{ name: 'every-device', limit: 5 }];
  const checked = checkBudgets({ currency: 'EUR', recipients: 'nobody', budgets });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  cloud = await startCloud({ settings: checked.file, applicationToken: TOKEN });
  good = await runOf(100);
});
afterAll(() => cloud?.close());

/** The endpoints of one run, each in Hamburg and beyond its limit of EUR 5. */
function fleetFrom(first: number): SimulatedFleet {
  const months = { [periodOf(new Date())]: { data: { volume: '40', cost: '6.10' } } };
  const connection = { operator: 'Hamburg Mobile', country: 'de', technology: '4G' } as const;
  return new SimulatedFleet(IDS.map((id) => ({ id: first + id, name: `tracker-${first + id}`, months, connection })));
}

/** What one batch of requests came to, in a function that has just started. */
interface Outcome {
  answer: unknown;
  /** Endpoints about which emnify was asked where they are. */
  located: string[];
  alerts: Alert[];
  failures: number;
}

/** Evaluates twelve endpoints in one run of the real handler. @param first a number that other runs have not had */
async function runOf(first: number, fault?: SimulatorFault): Promise<Outcome> {
  const simulator = await startEmnifySimulator({ fleet: fleetFrom(first), applicationToken: TOKEN });
  if (fault) simulator.inject(fault);
  return await outcomeOf(first, simulator).finally(() => simulator.close());
}

async function outcomeOf(first: number, simulator: EmnifySimulator): Promise<Outcome> {
  const environment: EvaluateEnvironment = {
    POWERTOOLS_SERVICE_NAME: 'evaluate',
    EMNIFY_BASE_URL: simulator.url,
    EMNIFY_TOKEN_SECRET_ID: cloud.names.tokenSecret,
    EMNIFY_REQUESTS_PER_SECOND: '100',
    EMNIFY_BURST: '100',
    BUDGETS_PARAMETER_NAME: cloud.names.budgetsParameter,
    COST_HISTORY_TABLE: cloud.names.costHistory,
    NOTIFICATION_LOG_TABLE: cloud.names.notificationLog,
  };
  const evaluate = startFunction({
    name: 'evaluate',
    modulePath: `${import.meta.dirname}/../../../functions/evaluate/handler.ts`,
    environment: { ...cloud.environment, ...environment },
    secrets: cloud.secrets,
  });
  const attributes = { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' };
  const Records = IDS.map((id) => {
    const endpoint = anEndpoint(String(first + id));
    const body = serializeRequest({ sweepId: new Date().toISOString(), endpoint });
    return { messageId: `m${id}`, body, attributes, eventSource: 'aws:sqs' };
  });
  const answer = await evaluate.invoke({ Records }).finally(() => evaluate.stop());
  return {
    answer,
    located: simulator.requests.flatMap(({ path }) => (CONNECTIVITY.test(path) ? [path] : [])),
    alerts: await alertsOf(first),
    failures: evaluate.log.filter((line) => line.includes('location not known')).length,
  };
}

/** The alerts that wait in the table, of the endpoints of one run. */
async function alertsOf(first: number): Promise<Alert[]> {
  const client = new DynamoDBClient(localClientSettings(cloud.dynamodb.url));
  const waiting = await waitingIn(createNotificationLog(cloud.names.notificationLog, createDocumentClient(client)));
  client.destroy();
  return waiting.filter(({ scope }) => IDS.includes(Number(scope.id) - first));
}

const whereOf = (alert: Alert) => ('where' in alert ? alert.where : undefined);

/** What alerts say, besides where and when, and which endpoint they are about. */
const saidBy = (alerts: Alert[]) =>
  alerts.map(({ kind, severity, reason, budget, period }) => ({ kind, severity, reason, budget, period }));

describe('twelve endpoints beyond their limits in one run', () => {
  test('are twelve alerts, of which ten say where: emnify is asked ten times', () => {
    const { answer, located, alerts, failures } = good;
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(new Set(located).size).toBe(10);
    expect(located).toHaveLength(10);
    expect(alerts).toHaveLength(12);
    expect(new Set(alerts.map(({ severity }) => severity))).toEqual(new Set(['critical']));
    expect(alerts.flatMap((alert) => whereOf(alert) ?? [])).toEqual(Array(10).fill(HAMBURG));
    expect(failures).toBe(0);
  });

  test.each<[string, number, SimulatorFault['respond']]>([
    ['answers with 500', 200, { status: 500 }],
    ['does not answer', 300, 'hang'],
    ['answers bit by bit without end', 400, 'slow-drip'],
  ])('are the same alerts without it where emnify %s', async (_, first, respond) => {
    const { answer, located, alerts, failures } = await runOf(first, { match: CONNECTIVITY, respond });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(located).toHaveLength(10);
    expect(saidBy(alerts)).toEqual(saidBy(good.alerts));
    expect(alerts.map(whereOf)).toEqual(Array(12).fill(undefined));
    expect(failures).toBe(10);
  });
});
