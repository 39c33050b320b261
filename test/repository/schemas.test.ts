import { describe, expect, test } from '@jest/globals';
import type { Aggregation } from '../../functions/aggregate/aggregation.ts';
import { FAULT_KINDS } from '../../functions/domain/costs/data-fault.ts';
import { groupScope, ORGANISATION } from '../../functions/domain/costs/scope.ts';
import { METERS } from '../../functions/domain/costs/spend.ts';
import type { Alert } from '../../functions/domain/judging/alert.ts';
import { makeDigest, makeTest } from '../../functions/domain/messages/digest.ts';
import { composeMessages, recompose } from '../../functions/domain/messages/message.ts';
import { RECIPIENT_STATES } from '../../functions/domain/messages/recipient.ts';
import { renderReport } from '../../functions/domain/messages/render-report.ts';
import type { Report } from '../../functions/domain/messages/report.ts';
import { emptyFleetCount } from '../../functions/domain/records/fleet-judgement.ts';
import type { FleetRow } from '../../infra/local/cli/fleet-view.ts';
import { documentOf } from '../../infra/local/cli/run-document.ts';
import type { SweepResult } from '../../infra/local/host/pipeline.ts';
import type { SentNotification } from '../../infra/local/host/sent-messages.ts';
import {
  aFaultAlert,
  aForecastAlert,
  alertsOf,
  anAlert,
  anAnomalyAlert,
  aScope,
  aTimeToLimitAlert,
  NOW,
} from '../fakes/samples.ts';
import { messagesAbout } from '../fixtures/crossed.ts';
import { closed, documentIn, SCHEMAS, type Schema, validatorOf } from '../fixtures/documents.ts';
import { notificationOf } from '../fixtures/notification.ts';
import { aReport } from '../fixtures/report.ts';

const SINCE = '2026-10-13T22:00:00.000Z';
const run = { sweepId: SINCE, fleetSize: 20, checkFrom: 20 };
const usd = { amount: '1.5', currency: 'USD' };

/** Documents with everything that an alert can have, and without everything that it can do without. */
function alertDocuments(): string[] {
  const plain = anAlert();
  const full = anAlert({
    tags: ['truck'],
    passedPct: [80],
    baseline: true,
    run,
    otherCurrencies: [usd],
    costUnavailable: ['data'],
    activeLastHour: true,
    where: { country: 'Germany', operator: 'Hamburg Mobile', technology: '4G' },
    forecast: aForecastAlert().forecast,
    mute: { cause: 'ended', until: SINCE, upTo: { pct: 300 }, reason: 'load test', who: 'anna' },
  });
  const terms = { cause: 'ended' as const, until: SINCE, upTo: { pct: 300 }, reason: 'load test', who: 'anna' };
  const pace = { perHour: '0.5', overHours: 24, usualPerDay: '0.02', basis: 'days' as const, isUnusual: true };
  const price = { perMb: 2, usualPerMb: 0.1 };
  const upTo = { amount: '6', currency: 'EUR' };
  const beyond = anAlert({ mute: { cause: 'passed', until: SINCE, upTo, reason: 'load test', who: 'anna' } });
  const { lastMonth: _, ...late } = anAlert({ scope: aScope('7'), figures: { fetchedAt: SINCE }, meter: 'sms' });
  const { forecast } = aForecastAlert();
  if (!forecast) throw new Error('a forecast alert has a forecast');
  const { last24h: _day, last6h: _hours, ...unknownHours } = forecast;
  const group = { scope: groupScope('cameras'), coverage: { endpoints: 2, unseen: ['1 endpoint was not seen'] } };
  const [first = plain, ...others] = alertsOf(20, () => ({ run }));
  const notification = makeDigest([full], NOW);
  const inShort = recompose({ channel: 'event', from: 0, to: 1 }, 'short', { notification, count: 1 }, [full]);
  const all: [Alert, ...Alert[]][] = [
    [plain],
    [full],
    [beyond],
    [anAnomalyAlert({ level: 'unusual', pace: { ...pace, basis: 'last-month' } })],
    [anAnomalyAlert({ level: 'limit-within-a-day', hoursLeft: 2.5, pace, price: { ...price, usualOf: 'endpoint' } })],
    [anAnomalyAlert({ price: { ...price, usualOf: 'fleet' } })],
    [anAlert({ pace: { perHour: '0.1', overHours: 1, basis: 'limit', isUnusual: false }, usualSince: SINCE })],
    [late],
    [anAlert({ where: { country: 'Germany' } })],
    [anAlert({ where: { operator: 'Hamburg Mobile' } })],
    [aForecastAlert({ forecast: { ...forecast, confidence: 'low' }, meter: 'data' })],
    [aForecastAlert({ forecast: { ...unknownHours, confidence: 'high' } })],
    [aTimeToLimitAlert(group)],
    [aFaultAlert({ run: { sweepId: SINCE } })],
    [anAlert({ raised: { from: '4', who: 'Anna' } })],
    ...(['mute', 'acknowledgement'] as const).map((by): [Alert] => [anAlert({ mute: { ...terms, by } })]),
    ...FAULT_KINDS.map((kind): [Alert] => [aFaultAlert({ kind, scope: ORGANISATION })]),
    [plain, anAlert({ scope: aScope('8') })],
    [first, ...others],
  ];
  return [
    ...all.flatMap(([alert, ...more]) => messagesAbout(alert, ...more).documents),
    inShort.message.body,
    ...notificationOf(composeMessages(makeDigest([plain], NOW, { pressed: ['Anna muted a.'] }))).documents,
    ...notificationOf(composeMessages(makeTest(NOW))).documents,
  ];
}

const REPORT = aReport({ sweep: undefined });

/** A report on a quiet day, and one with all that there can be. */
function reportDocuments(): string[] {
  const mute = { until: NOW.toISOString(), upTo: { pct: 300 }, reason: 'load test', who: 'anna' };
  const upTo = { amount: '50', currency: 'EUR' };
  const match = { tags: ['a'], name: 'cam-*', tariffProfiles: ['b'], serviceProfiles: ['c'], ids: ['1'] };
  const scopes = [aScope('1', { iccid: '8988303000000000166' }), groupScope('fleet'), ORGANISATION];
  const budgetsKept = { since: SINCE, problem: 'line 3: …' };
  const busy: Report = {
    ...REPORT,
    budgetsKept: { ...budgetsKept, cause: 'wrong' },
    yesterday: '4',
    otherCurrencies: [usd],
    topByCost: [{ scope: aScope('1'), amount: '4' }],
    topByGrowth: [{ scope: aScope('1'), amount: '4' }],
    full: scopes.map((scope) => ({ scope, budget: 'b', spend: '4', limit: '5', ratioPct: 80 })),
    sent: [
      { at: SINCE, subject: 'a' },
      { at: SINCE, subject: 'b', setAside: 1 },
    ],
    muted: [{ mute: { ...mute, match }, endpoints: 1, passed: 1 }],
    expired: [
      { ...mute, budget: 'b' },
      { ...mute, match: {}, upTo },
    ],
    pressed: ['Anna muted a.'],
    withoutEffect: ['the budget "b" matches no endpoint'],
    unjudged: { count: 3, names: ['a'], kinds: ['other-month', 'nothing', 'refused'] },
    neverJudged: { period: '2026-08', count: 1, names: ['a'], shared: [ORGANISATION] },
    notSeen: { count: 1, names: ['a'] },
    unusual: {
      count: 5,
      devices: [
        { scope: aScope('1'), since: SINCE },
        { scope: aScope('2'), since: SINCE, until: SINCE },
        ...(['days', 'last-month', 'limit'] as const).map((basis, index) => ({
          scope: aScope('3'),
          since: SINCE,
          pace: {
            perHour: '4',
            overHours: 1,
            ...(basis !== 'limit' && { usualPerDay: '1' }),
            basis,
            meter: METERS[index] ?? 'total',
            currency: 'EUR',
            limit: '5',
          },
        })),
      ],
    },
    imeiChanges: {
      count: 1,
      devices: [{ scope: aScope('1'), before: '1', now: '2', at: SINCE }],
    },
    idle: {
      suspendBy: '2026-10-31',
      disabled: { count: 1, names: ['a'] },
      withoutTraffic: { count: 1, names: ['b'] },
    },
    failing: (['text', 'mail', 'event'] as const).map((channel) => ({ channel, since: SINCE, code: 'NotFound' })),
    subscribers: {
      ...REPORT.subscribers,
      recipients: RECIPIENT_STATES.flatMap((state) =>
        (['mail', 'text'] as const).map((channel) => ({ channel, address: 'o..s@example.com', state })),
      ),
    },
    sweep: { sweepId: SINCE, listed: 1, missing: 0 },
  };
  const brokeOff = { sweepId: SINCE, listed: 1, missing: 4, brokeOff: 'HTTP 500' };
  const reports = [
    REPORT,
    busy,
    { ...busy, sweep: brokeOff, budgetsKept: { ...budgetsKept, cause: 'unreadable' as const } },
  ];
  return reports.flatMap((report) => notificationOf(renderReport(report).messages).documents);
}

/** Runs of `npm start` in which everything was found, and in which nothing was. */
function runDocuments(): string[] {
  const counts = { listed: 3, evaluated: 1, skipped: 1, unjudged: 1, failed: 0, unreadable: 0, missing: 0 };
  const fleet = { ...emptyFleetCount(), isLasting: false };
  const trouble = { kind: 'unjudged' as const, reason: '5 of 6 endpoints with costs cannot be checked' };
  const about = { budget: 'b', meter: 'total' as const, currency: 'EUR', reason: 'why', limit: '5', spend: '4' };
  const { forecast } = aForecastAlert();
  if (!forecast) throw new Error('a forecast alert has a forecast');
  const unknown: Aggregation = { scope: ORGANISATION, period: '2026-10', reason: 'why', alerts: [], muted: [] };
  const judged: Aggregation = {
    ...unknown,
    scope: groupScope('b'),
    spend: { period: '2026-10', meters: { total: [usd], data: [], sms: [] }, costUnavailable: [] },
    coverage: { endpoints: 2, unseen: ['1 endpoint was not seen'] },
    decision: { ...about, kind: 'already-sent', ratioPct: 80 },
    forecastVerdict: { kind: 'none', reason: 'why', forecast },
  };
  const sweep = (more: object): SweepResult => ({
    ...counts,
    failures: [],
    shared: {
      aggregations: [judged, unknown],
      fleet: { ...fleet, trouble },
      withoutEffect: ['a mute matches no endpoint'],
    },
    ...more,
  });
  const money = { amount: '5', currency: 'EUR' };
  const failed: FleetRow = {
    id: '1',
    name: '',
    tags: ['a'],
    cost: [],
    data: [],
    sms: [],
    state: 'failed',
    reason: 'why',
  };
  const budget = { expectedAtEnd: money, budget: 'b', limit: money, sharePct: 100 };
  const seen: FleetRow = { ...failed, period: '2026-10', cost: [usd], data: [usd], sms: [usd], ...budget };
  const notification = (severity: string, events: string[], more: object = {}): SentNotification => ({
    subject: 'a',
    events,
    attributes: {
      severity: { dataType: 'String', value: severity },
      event: { dataType: 'String', value: 'crossed' },
      budget: { dataType: 'String.Array', value: '["b"]' },
      notification: { dataType: 'String', value: '7f3a9c' },
    },
    deliveries: [{ subscription: { protocol: 'email', endpoint: 'ops@example.com' }, body: 'a' }],
    ...more,
  });
  const [report = ''] = reportDocuments();
  const sent = [
    notification('critical', messagesAbout(anAlert()).documents, { mail: 'a', text: 'b' }),
    notification('warning', []),
    notification('info', [report], { mail: 'a' }),
  ];
  const runs = [
    documentOf([sweep({ listError: 'HTTP 500' }), sweep({})], [seen, failed], sent),
    documentOf([sweep({ shared: { error: 'timeout' } })], [], []),
    documentOf([], [], []),
  ];
  return runs.map((one) => JSON.stringify(one));
}

const DOCUMENTS: Record<string, () => string[]> = {
  'alert.schema.json': alertDocuments,
  'report.schema.json': reportDocuments,
  'run.schema.json': runDocuments,
};

describe.each(Object.keys(SCHEMAS))('%s', (file) => {
  const schema = SCHEMAS[file] as Schema;
  const documents = (): unknown[] => (DOCUMENTS[file]?.() ?? []).map(documentIn);

  test('describes every field', () => {
    const without = branchesOf(schema).filter(({ field }) => field && !field.description);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('has no field, value or alternative that no document has, and asks for every field that all have', () => {
    const met = documents().flatMap((document) => metBy(document, schema, schema));
    expect(branchesOf(schema).flatMap(({ name }) => (met.includes(name) ? [] : name))).toEqual([]);
  });

  test('lets a later release add fields, which ours may not do in secret', () => {
    const published = validatorOf(SCHEMAS);
    const exact = validatorOf({ ...SCHEMAS, [file]: closed(schema) });
    for (const document of documents()) {
      const later = { ...(document as object), addedLater: 1 };
      expect([published.validate(file, document), published.validate(file, later)]).toEqual([true, true]);
      expect([exact.validate(file, document), exact.validate(file, later)]).toEqual([true, false]);
    }
  });
});

test('a later release may add kinds and occasions, and no severities', () => {
  const published = validatorOf(SCHEMAS);
  const [document] = messagesAbout(aFaultAlert()).documents.map(documentIn);
  const [alert] = document.alerts;
  const validates = (more: object, ofAlert: object): unknown =>
    published.validate('alert.schema.json', { ...document, ...more, alerts: [{ ...alert, ...ofAlert }] });
  expect(validates({ event: 'roaming' }, { kind: 'roaming' })).toBe(true);
  expect(validates({ severity: 'fatal' }, {})).toBe(false);
  expect(validates({}, { severity: 'fatal' })).toBe(false);
});

test.each<[string, Alert, object]>([
  ['an endpoint that is not named', anAlert(), { endpoint: undefined }],
  ['a group without its name', anAlert({ scope: groupScope('a') }), { group: undefined }],
  ['an organisation without its name', anAlert({ scope: ORGANISATION }), { organisation: undefined }],
  ['a crossing without a limit', anAlert(), { limit: undefined }],
  ['a crossing without a level', anAlert(), { thresholds: { alreadySent: [] } }],
  ['a forecast that expects nothing', aForecastAlert(), { forecast: undefined }],
  ['a limit within hours that are not said', aTimeToLimitAlert(), { forecast: aForecastAlert().forecast }],
  ['an amount as a number', anAlert(), { spend: 6.1 }],
  ['an amount with an exponent', anAlert(), { spend: '1e21' }],
  ['a moment in local time', anAlert(), { figures: { fetchedAt: '2026-10-14T14:00:00.000+02:00' } }],
  ['an id as a number', anAlert(), { endpoint: { id: 166, name: 'tracker-166' } }],
  ['a tag as a number', anAlert(), { endpoint: { id: '166', name: 'tracker-166', tags: [7] } }],
])('%s is refused', (_, alert, change) => {
  const document = documentIn(messagesAbout(alert).json);
  const broken = { ...document, alerts: [{ ...document.alerts[0], ...change }] };
  expect(() => documentIn(JSON.stringify(broken))).toThrow('not as schemas/alert.schema.json says');
});

test('a document of another schema, or of none, is refused', () => {
  expect(() => documentIn('{"schema":"emnify-cost-alert/2"}')).toThrow();
  expect(() => documentIn('{}')).toThrow();
});

interface Branch {
  name: string;
  /** Of a field that is there. */
  field?: Schema;
}

/** Everything that a schema says can be: each field there, each optional one not there, each value, each alternative. */
function branchesOf(root: Schema): Branch[] {
  const shared = Object.entries(root.$defs ?? {}).filter(([name]) => name !== 'later');
  return [root, ...shared.map(([, schema]) => schema as Schema)].flatMap((schema, index) =>
    branchesIn(schema, index === 0 ? '' : `#/$defs/${shared[index - 1]?.[0]}`),
  );
}

function branchesIn(schema: Schema, at: string): Branch[] {
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
      { name: `${at}/${key}`, field },
      ...(schema.required?.includes(key) ? [] : [{ name: `${at}/${key} not there` }]),
      ...branchesIn(field, `${at}/${key}`),
    ]),
    ...(schema.items ? [{ name: `${at}[]` }, ...branchesIn(schema.items, `${at}[]`)] : []),
    ...(schema.enum ?? []).map((value) => ({ name: `${at} = ${value}` })),
    ...alternativesOf(schema).flatMap((one, index) => [
      { name: `${at} or ${index}` },
      ...branchesIn(one, `${at} or ${index}`),
    ]),
  ];
}

/** What of a schema's branches a document meets. */
function metBy(value: unknown, schema: Schema, root: Schema, at = ''): string[] {
  const target = schema.$ref?.startsWith('#/$defs/') ? root.$defs?.[schema.$ref.slice(8)] : undefined;
  if (typeof target === 'object') return metBy(value, target, root, schema.$ref);
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
      const inner = (value as Record<string, unknown>)[key];
      if (inner === undefined) return [`${at}/${key} not there`];
      return [`${at}/${key}`, ...metBy(inner, field, root, `${at}/${key}`)];
    }),
    ...(schema.items && Array.isArray(value)
      ? value.flatMap((item) => [`${at}[]`, ...metBy(item, schema.items ?? {}, root, `${at}[]`)])
      : []),
    ...(schema.enum ? [`${at} = ${value}`] : []),
    ...alternativesOf(schema).flatMap((one, index) => {
      const isMet = judgeOf(one, root)(value);
      return isMet ? [`${at} or ${index}`, ...metBy(value, one, root, `${at} or ${index}`)] : [];
    }),
  ];
}

const judges = new Map<Schema, (value: unknown) => boolean>();

/** Says whether a value is as one alternative says. */
function judgeOf(alternative: Schema, { $defs }: Schema): (value: unknown) => boolean {
  const judge = judges.get(alternative) ?? validatorOf(SCHEMAS).compile({ ...alternative, $defs });
  judges.set(alternative, judge);
  return judge;
}

/** What a later release adds is met by no document of ours. */
function alternativesOf({ anyOf = [] }: Schema): Schema[] {
  return anyOf.filter(({ $ref }) => $ref !== '#/$defs/later');
}
