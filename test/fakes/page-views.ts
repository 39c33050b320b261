import type {
  DevicePage,
  FleetPage,
  HealthPage,
  MessagesPage,
  UnknownDevicePage,
} from '../../functions/domain/page/views.ts';
import type { Press } from '../../functions/domain/presses/press.ts';
import type { EndpointState, FleetRow, FleetView } from '../../functions/domain/records/fleet-view.ts';
import { aForecastAlert, aMonth, anAlert, anAnomalyAlert, anEndpoint, aScope } from './samples.ts';

/** The 18th of October 2026, in the afternoon. */
const NOW = new Date('2026-10-18T14:20:00.000Z');
const CHECKED = '2026-10-18T14:03:00.000Z';

/** Writes each text that is from outside: as it is, or as an attacker would have it. */
export type Wording = (plain: string) => string;
const AS_IT_IS: Wording = (plain) => plain;

const KINDS = ['camera', 'tracker', 'meter-water', 'alarm-panel', 'router', 'logger'];
const PLACES = ['gate-north', 'cold-store', 'greenhouse', 'harbour', 'depot', 'yard', 'roof', 'pump-house', 'office'];

/** Rows from far over the limit to far below it. */
function rowOf(index: number, says: Wording): FleetRow {
  const limit = index % 3 === 0 ? 50 : 5;
  const ratioPct = Math.round(1_250 * 0.86 ** index);
  const spend = (limit * ratioPct) / 100;
  const isUnusual = index % 9 === 0;
  const isUnchecked = index % 16 === 15;
  const states: EndpointState[] = [
    ...(ratioPct >= 100
      ? ['over' as const]
      : ratioPct >= 80
        ? ['near' as const]
        : ratioPct >= 55
          ? ['fast' as const]
          : []),
    ...(isUnusual ? ['unusual' as const] : []),
    ...(isUnchecked ? ['unchecked' as const] : []),
  ];
  return {
    id: String(11_898_598 + 7 * index),
    name: says(`${KINDS[index % KINDS.length]}-${PLACES[index % PLACES.length]}-${String(index).padStart(2, '0')}`),
    iccid: `89883030000000${String(11_898 + index).padStart(5, '0')}`,
    budget: says(limit === 50 ? 'cameras' : 'every-device'),
    spend: spend.toFixed(4),
    limit: String(limit),
    ratioPct,
    expectedAtEnd: (spend * 1.7).toFixed(2),
    ...(isUnusual && { perHour: (spend / 40).toFixed(4) }),
    ...(index % 7 !== 6 && { yesterday: (spend / 18).toFixed(4) }),
    states,
    ...(isUnchecked && { unjudged: says('figures of another month') }),
    fetchedAt: isUnchecked ? '2026-10-16T09:12:00.000Z' : CHECKED,
  };
}

/** The ids of those in each state. */
function stateLists(rows: FleetRow[]): Record<`state#${EndpointState}`, string[]> {
  const list = (state: EndpointState): string[] =>
    rows
      .filter(({ states }) => states.includes(state))
      .map(({ id }) => id)
      .slice(0, 25);
  return {
    'state#over': list('over'),
    'state#near': list('near'),
    'state#fast': list('fast'),
    'state#unusual': list('unusual'),
    'state#unchecked': list('unchecked'),
  };
}

export function aFleet(says = AS_IT_IS, size = 50): FleetView {
  const rows = Array.from({ length: size }, (_, index) => rowOf(index, says));
  const ids = (wanted: (row: FleetRow) => boolean): string[] => rows.filter(wanted).map(({ id }) => id);
  return {
    period: '2026-10',
    at: '2026-10-18T14:15:00.000Z',
    currency: 'EUR',
    endpoints: 12_480,
    spend: '9412.4031',
    expectedAtEnd: '15210.77',
    counts: { over: 31, near: 12, fast: 7, unusual: 6, unchecked: 0 },
    shared: [
      {
        kind: 'organisation',
        budget: says('workspace'),
        spend: '9598.12',
        limit: '16000',
        ratioPct: 59,
        expectedAtEnd: '15420.00',
      },
      {
        kind: 'group',
        budget: says('all-cameras'),
        spend: '417.30',
        limit: '400',
        ratioPct: 104,
        expectedAtEnd: '602.10',
        endpoints: 64,
      },
      {
        kind: 'group',
        budget: says('trackers-abroad'),
        spend: '1302.75',
        limit: '1500',
        ratioPct: 86,
        expectedAtEnd: '2110.00',
        endpoints: 310,
        remark: says('2 endpoints could not be checked'),
      },
      { kind: 'group', budget: says('site-hamburg'), spend: '120.00', remark: says('no limit at emnify') },
    ],
    budgets: [
      { budget: says('cameras'), limit: '50', endpoints: 64, spend: '417.3', over: 5, near: 2 },
      { budget: says('every-device'), limit: '5', endpoints: 12_416, spend: '8995.1031', over: 26, near: 10 },
    ],
    tags: [
      { tag: says('camera'), endpoints: 64 },
      { tag: says('truck'), endpoints: 310 },
      { tag: says('site-hamburg'), endpoints: 41 },
    ],
    rows: Object.fromEntries(rows.map((row) => [row.id, row])),
    lists: {
      all: ids(() => true),
      cost: rows.toSorted((a, b) => Number(b.spend) - Number(a.spend)).map(({ id }) => id),
      ...stateLists(rows),
      [`budget#${says('cameras')}`]: ids(({ limit }) => limit === '50'),
      [`tag#${says('camera')}`]: ids(({ limit }) => limit === '50').slice(0, 5),
    },
  };
}

/** One press of every kind: in force, ended, undone and done. */
export function somePresses(says = AS_IT_IS): Press[] {
  const endpoint = { id: '11898598', name: says('camera-gate-north') };
  const author = {
    at: '2026-10-18T14:10:00.000Z',
    who: says('Anna'),
    reason: says('firmware 4.2'),
    from: 'page' as const,
    requestId: says('6d1f-42'),
  };
  return [
    { ...author, id: 'p1', kind: 'mute', endpoint, until: '2026-10-19T18:00:00.000Z', upTo: { pct: 300 } },
    {
      ...author,
      id: 'p2',
      kind: 'raise',
      endpoint,
      budget: says('cameras'),
      period: '2026-10',
      limit: '80',
      before: '50',
      currency: 'EUR',
      until: '2026-11-01T00:00:00.000Z',
    },
    {
      at: '2026-10-17T09:00:00.000Z',
      from: 'hand',
      id: 'p3',
      kind: 'acknowledge',
      scope: aScope('11898598', { name: says('camera-gate-north') }),
      incident: 'pace',
      budget: says('cameras'),
      severity: 'critical',
      spent: { amount: '40.31', currency: 'EUR' },
      until: '2026-10-18T09:00:00.000Z',
    },
    {
      ...author,
      id: 'p4',
      kind: 'mute',
      budget: says('all-cameras'),
      until: '2026-10-20T00:00:00.000Z',
      upTo: { amount: '500', currency: 'EUR' },
      undone: { at: '2026-10-18T14:12:00.000Z', who: says('Kim'), reason: says('wrong group'), from: 'page' },
    },
    { ...author, id: 'p5', kind: 'resend', ref: says('34e44b'), until: author.at, doneAt: '2026-10-18T14:11:00.000Z' },
    { ...author, id: 'p6', kind: 'check', endpoint, until: author.at },
  ];
}

export function aFleetPage(more: Partial<FleetPage> = {}, says = AS_IT_IS): FleetPage {
  return {
    view: 'fleet',
    now: NOW,
    query: { view: 'fleet', list: 'all', sort: 'urgency' },
    fleet: aFleet(says),
    presses: somePresses(says).slice(0, 2),
    ...more,
  };
}

/** What a search for a name finds. */
export function aSearch(says = AS_IT_IS): FleetPage {
  const entries = [
    { id: '11898598', name: says('camera-gate-north'), iccid: '8988303000000011898' },
    { id: '11898605', name: says('camera-gate-south') },
  ];
  return aFleetPage(
    {
      query: { view: 'fleet', list: 'all', sort: 'urgency', search: says('camera-gate') },
      found: { entries, count: 2 },
    },
    says,
  );
}

/** The cost of a camera through the month: EUR 1.20 a day, and more since the 15th. */
function curve(): { at: string; amount: string }[] {
  const hours = (17 * 24 + 14) / 2;
  return Array.from({ length: hours + 1 }, (_, index) => {
    const hour = 2 * index;
    const fast = Math.max(0, hour - 14 * 24) * 0.352;
    return { at: new Date(Date.UTC(2026, 9, 1, hour, 3)).toISOString(), amount: (hour * 0.052 + fast).toFixed(4) };
  });
}

export function aDevicePage(more: Partial<DevicePage> = {}, says = AS_IT_IS): DevicePage {
  const scope = aScope('11898598', { name: says('camera-gate-north'), iccid: '8988303000000011898' });
  const points = curve();
  const spend = points.at(-1)?.amount ?? '0';
  const ratioPct = Math.floor(Number(spend) * 2);
  const forecast = {
    method: 'blended-rate/2',
    expectedAtEnd: '88.4',
    confidence: 'medium' as const,
    last24h: '8.93',
    last6h: '2.24',
    perDay: '2.71',
    elapsedDays: 17.6,
  };
  const budget = says('cameras');
  return {
    view: 'device',
    now: NOW,
    currency: 'EUR',
    month: aMonth({
      endpoint: anEndpoint('11898598', {
        name: says('camera-gate-north'),
        tags: ['camera', 'site-hamburg'].map(says),
        iccid: '8988303000000011898',
        simStatus: says('Activated'),
        tariffProfile: says('Europe pay as you go'),
        serviceProfile: says('Cameras'),
      }),
      fetchedAt: CHECKED,
      lastMonth: [{ amount: '36.25', currency: 'EUR' }],
      imei: '490154203237518',
    }),
    budgets: [
      {
        effective: {
          name: budget,
          meter: 'total',
          limit: '50',
          thresholds: [80, 100],
          criticalFrom: 100,
          forecast: true,
        },
        spend,
        ratioPct,
        curve: points,
        forecast,
        pace: { perHour: '0.3721', overHours: 6, usualPerDay: '1.20', basis: 'days', isUnusual: true },
        range: { ifUsual: '70.16', ifContinues: '173.55', confidence: 'low' },
        nextPct: 150,
      },
      {
        effective: {
          name: says('few-texts'),
          meter: 'sms',
          limit: '2',
          thresholds: [80],
          criticalFrom: 100,
          forecast: false,
          isLimitFromTag: true,
        },
        spend: '0.60',
        ratioPct: 30,
        curve: [
          { at: '2026-10-04T10:00:00.000Z', amount: '0.2' },
          { at: CHECKED, amount: '0.60' },
        ],
        forecast: { ...forecast, expectedAtEnd: '1.05', last24h: '0' },
        nextPct: 80,
        raisedFrom: '1',
      },
    ],
    alerts: [
      {
        alert: {
          ...anAlert({
            scope,
            budget,
            severity: 'critical',
            reason: says('EUR 52.10 is 104 % of EUR 50.00: 100 % was reached'),
          }),
        },
      },
      {
        alert: anAlert({
          scope,
          budget,
          severity: 'warning',
          reachedPct: 80,
          reason: says('EUR 40.31 is 80 % of EUR 50.00: 80 % was reached'),
        }),
        sentAt: '2026-10-16T03:00:00.000Z',
        notificationId: '34e44b',
      },
      {
        alert: anAnomalyAlert({ scope, budget, reason: says('EUR 0.33 an hour, usually EUR 1.20 a day') }),
        sentAt: '2026-10-15T06:00:00.000Z',
        notificationId: '99ab01',
      },
      {
        alert: aForecastAlert({
          scope,
          budget,
          reason: says('about EUR 62.10 expected at the end of October 2026, with a limit of EUR 50.00'),
        }),
        sentAt: '2026-10-12T06:00:00.000Z',
        notificationId: '5c0d17',
      },
    ],
    where: {
      country: says('Germany'),
      operator: says('Hamburg Mobile'),
      technology: says('4G'),
      at: '2026-10-18T14:03:00.000Z',
    },
    mutes: [
      {
        match: { tags: [says('site-hamburg')] },
        until: '2026-10-25T00:00:00.000Z',
        upTo: { pct: 200 },
        reason: says('camera trial'),
        who: says('Kim'),
      },
    ],
    presses: somePresses(says),
    words: [
      'Of the budgets in the file, "cameras" is the first one that matches: it has the tag camera.',
      'The 100 % alert was sent already, so the next one is sent at 150 %.',
      'It spends much faster than usual, and that was said on 15 Oct 06:00 UTC.',
    ].map(says),
    ...more,
  };
}

export function anUnknownDevicePage(says = AS_IT_IS): UnknownDevicePage {
  return { view: 'unknown-device', now: NOW, endpoint: says('4711') };
}

export function aMessagesPage(more: Partial<MessagesPage> = {}, says = AS_IT_IS): MessagesPage {
  const accepted = { alerts: 1, state: 'accepted' as const, at: '2026-10-18T14:05:12.000Z' };
  return {
    view: 'messages',
    now: NOW,
    notifications: [
      {
        ref: says('34e44b'),
        at: '2026-10-18T14:05:00.000Z',
        subject: says(
          '[CRITICAL] camera-gate-north: EUR 0.37/h, usually 0.05/h, EUR 52.10 of EUR 50.00 (104%), Oct 2026',
        ),
        alerts: 1,
        messages: [
          { channel: 'text', ...accepted, messageId: '0d1c2b3a-1111-5555-9999-aaaabbbbcccc' },
          { channel: 'mail', ...accepted, messageId: '0d1c2b3a-2222-5555-9999-aaaabbbbcccc' },
          { channel: 'event', alerts: 1, state: 'waiting', tries: 2 },
        ],
      },
      {
        ref: '99ab01',
        at: '2026-10-15T06:00:00.000Z',
        subject: says('[WARNING] 3 endpoints over limit, 2 near it, Oct 2026'),
        alerts: 5,
        messages: [
          { channel: 'mail', ...accepted, alerts: 5, messageId: '0d1c2b3a-3333-5555-9999-aaaabbbbcccc' },
          {
            channel: 'event',
            alerts: 5,
            state: 'refused',
            at: '2026-10-15T06:00:20.000Z',
            reason: says('InvalidParameter: the message is too long'),
          },
        ],
      },
      { ref: '5c0d17', at: '2026-10-12T06:00:00.000Z', subject: 'From a version before 0.2', alerts: 1, messages: [] },
    ],
    waiting: 2,
    failing: [
      {
        channel: 'event',
        since: '2026-10-18T13:50:00.000Z',
        code: says('AuthorizationError'),
        reason: says('not authorized to perform SNS:Publish'),
      },
    ],
    ...more,
  };
}

export function aHealthPage(more: Partial<HealthPage> = {}, says = AS_IT_IS): HealthPage {
  return {
    view: 'health',
    now: NOW,
    watchedAt: '2026-10-18T14:15:00.000Z',
    conditions: [
      {
        id: 'channel-fails',
        title: 'Channel fails',
        severity: 'critical',
        detail: says('events fail since 18 Oct 13:50 UTC: not authorized to perform SNS:Publish'),
        impact: 'SNS has refused the mails, the texts or the events for machines twice in a row.',
        remedy: 'Read "channel fails" in the log of notify: it names the channel and what SNS says.',
        since: '2026-10-18T13:50:00.000Z',
        isOn: true,
      },
      {
        id: 'subscriptions',
        title: 'Subscriptions',
        severity: 'high',
        detail: says('o..s@example.com may lose mails about costs'),
        impact: 'A recipient gets no alerts, or may lose them.',
        remedy: "Confirm the address with the token of AWS's mail.",
        since: '2026-10-18T14:10:00.000Z',
        isOn: false,
      },
    ],
    sweep: { sweepId: 's1', listed: 12_480, missing: 3 },
    counts: { asked: 812_004, evaluated: 811_020, skipped: 12, unjudged: 905 },
    requests: { sent: 1_640_220, quota: 5_000_000 },
    runs: [
      { name: 'discover', goodAt: '2026-10-18T14:15:00.000Z' },
      {
        name: 'evaluate',
        goodAt: '2026-10-18T14:19:00.000Z',
        failedAt: '2026-10-11T02:00:00.000Z',
        reason: says('emnify answered with HTTP 503'),
      },
      { name: 'aggregate', goodAt: '2026-10-18T14:15:00.000Z' },
      {
        name: 'notify',
        goodAt: '2026-10-18T13:49:00.000Z',
        failedAt: '2026-10-18T14:19:00.000Z',
        reason: says('AuthorizationError'),
      },
      { name: 'report', goodAt: '2026-10-18T07:00:00.000Z' },
      { name: 'act' },
    ],
    subscribers: {
      confirmed: 2,
      pending: 1,
      missing: 0,
      recipients: [
        { channel: 'mail', address: says('o..s@example.com'), state: 'clicked' },
        { channel: 'mail', address: says('f..e@example.com'), state: 'pending' },
        { channel: 'text', address: '+1..0100', state: 'lasting' },
      ],
    },
    budgetsKept: says('line 4: limit is no number'),
    ...more,
  };
}
