import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCostHistory } from '../../../../functions/aws/cost-history.ts';
import { createDocumentClient } from '../../../../functions/aws/document-client.ts';
import { localClientSettings, localRegion } from '../../../../infra/local/aws/client-settings.ts';
import { type DynamoDbStandIn, startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { createTableRequest } from '../../../../infra/local/host/tables.ts';
import { COST_HISTORY } from '../../../../infra/table-schemas.ts';
import { moneyOf, seen, spent } from '../../../fakes/aggregate-deps.ts';

const TABLE = 'cost-history';
let folder: string;
let dynamodb: DynamoDbStandIn;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  dynamodb = await startDynamoDb();
  await dynamodb.createTable(createTableRequest(TABLE, COST_HISTORY));
  const client = new DynamoDBClient(localClientSettings(dynamodb.url));
  const history = createCostHistory(TABLE, createDocumentClient(client));
  const checks = [
    ['1', '3.00', '2026-10-13T09:00:00.000Z'],
    ['1', '4.10', '2026-10-14T09:00:00.000Z'],
    ['1', '6.10', '2026-10-15T03:00:00.000Z'],
    ['2', '5.00', '2026-10-15T03:20:00.000Z'],
  ] as const;
  for (const [id, EUR, fetchedAt] of checks) {
    const month = seen(id, spent({ EUR }), { fetchedAt, lastMonth: moneyOf({ EUR: '2' }) });
    await history.write(month, { snapshot: 'change' });
  }
  await history.write(seen('9', spent({ EUR: '900' }, { period: '2026-09' })), { snapshot: 'change' });
  client.destroy();
});
afterAll(async () => {
  await dynamodb.close();
  rmSync(folder, { recursive: true });
});

/** A budgets file of EUR budgets without forecasts. @returns its path */
function budgetsFile(name: string, ...budgets: object[]): string {
  const path = join(folder, `${name}.yaml`);
  // JSON is YAML.
  writeFileSync(
    path,
    JSON.stringify({ currency: 'EUR', budgets: budgets.map((one) => ({ forecast: false, ...one })) }),
  );
  return path;
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command as a person does, with a DynamoDB of this machine. */
function backtest(...args: string[]): Promise<Ended> {
  const env = {
    AWS_REGION: localRegion,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['infra/local/cli/backtest.ts', ...args],
      { env, timeout: 30_000 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      },
    );
  });
}

describe('a backtest of a deployment’s table', () => {
  test('says in words what would have been sent and when, and how that differs', async () => {
    const five = budgetsFile('five', { name: 'every-device', limit: 5, anomaly: false });
    const six = budgetsFile('six', { name: 'every-device', limit: 6, anomaly: false });
    const { code, stdout, stderr } = await backtest(
      '--budgets',
      five,
      '--in-force',
      six,
      '--table',
      TABLE,
      '--month',
      '2026-10',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`Replayed October 2026 with the stored figures of 2 endpoints.
These budgets would have sent: 2 messages with 3 alerts, 2 of them critical.
The budgets in force would have sent: 1 message with 2 alerts, 1 of them critical.
14 Oct 09:00 UTC: [WARNING] tracker-1: EUR 1.10/day, limit in about 20 hours, EUR 4.10 of EUR 5.00 (82%), Oct 2026
15 Oct 03:00 UTC: [CRITICAL] tracker-1 122% at EUR 2.00/h, tracker-2 100%, Oct 2026 - emnify cost alert
"every-device", 2 devices with costs: median EUR 2.00, 95th percentile EUR 2.00; limit EUR 5.00, suggested EUR 3.00.

Sent by these budgets only:
  14 Oct 09:00 UTC  tracker-1: 80 % (budget "every-device")
  15 Oct 03:20 UTC  tracker-2: 100 % (budget "every-device")

Sent by those in force only:
  15 Oct 03:20 UTC  tracker-2: 80 % (budget "every-device")
`);
  });

  test('answers with all of it for machines', async () => {
    const group = budgetsFile('group', { name: 'fleet', scope: 'group', limit: 11 });
    const { stdout } = await backtest('--budgets', group, '--table', TABLE, '--month', '2026-10', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      period: '2026-10',
      sent: { messages: 1, alerts: 1, critical: 1 },
      messages: [
        {
          subject: expect.stringMatching(/^\[CRITICAL\] group fleet: EUR 7\.00\/h, EUR 11\.10 of EUR 11\.00 \(100%\)/),
        },
      ],
      suggestedLimits: [],
    });
  });

  test('takes another month, and budgets of the repository for those in force', async () => {
    const five = budgetsFile('five', { name: 'every-device', limit: 5 });
    const { stdout } = await backtest('--budgets', five, '--table', TABLE, '--month', '2026-09', '--json');
    const { period, sent, sentInForce } = JSON.parse(stdout);
    expect([period, sent.alerts, sentInForce.alerts > 0]).toEqual(['2026-09', 1, true]);
  });

  test('that is not there is said in a line', async () => {
    const five = budgetsFile('five', { name: 'every-device', limit: 5 });
    const { code, stdout, stderr } = await backtest('--budgets', five, '--table', 'cost-histroy', '--month', '2026-10');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('cost-histroy')]);
  });
});

describe('a backtest of the demonstration', () => {
  test('is of a month of sixteen devices, and of the same budgets there is no difference', async () => {
    const { code, stdout } = await backtest('--budgets', 'budgets.yaml', '--month', '2026-09', '--json');
    const { words, sent, sentInForce, onlyWithThese, onlyInForce, suggestedLimits } = JSON.parse(stdout);
    expect([code, words[0], sent.alerts > 5]).toEqual([
      0,
      'Replayed September 2026 with the stored figures of 16 endpoints.',
      true,
    ]);
    expect([sentInForce, onlyWithThese, onlyInForce]).toEqual([sent, [], []]);
    expect(suggestedLimits.length).toBeGreaterThan(0);
  });
});

describe('what a person gets wrong', () => {
  test.each<[string, () => string[], RegExp]>([
    ['a file that is not there', () => ['--budgets', join(folder, 'none.yaml')], /none\.yaml is not there/],
    [
      'a mistake in the file',
      () => ['--budgets', budgetsFile('bad', { name: 'a', limit: -5 })],
      /bad\.yaml.*\n.*limit.*-5/,
    ],
    [
      'the file in force',
      () => ['--budgets', 'budgets.yaml', '--in-force', join(folder, 'gone.yaml')],
      /gone\.yaml is not there/,
    ],
    [
      'the month',
      () => ['--budgets', 'budgets.yaml', '--month', '2026-13'],
      /--month is "2026-13": write a month such as/,
    ],
    ['an option', () => ['--budget', 'budgets.yaml'], /--budget/],
  ])('is sent without a stack: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await backtest(...args());
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test('without budgets, how to write them is shown; and with --help', async () => {
    const [without, asked] = await Promise.all([backtest(), backtest('--help')]);
    expect([without.code, asked.code, without.stdout]).toEqual([1, 0, asked.stdout]);
    expect(asked.stdout).toContain('npm run backtest -- --budgets FILE --table NAME');
  });
});
