import { organisationSpends } from '../../../../functions/aggregate/organisation-spends.ts';
import type { Mute } from '../../../../functions/domain/budgets/budget.ts';
import { staleness } from '../../../../functions/domain/costs/data-fault.ts';
import { ORGANISATION, scopeKey, scopeOf } from '../../../../functions/domain/costs/scope.ts';
import type { Meter } from '../../../../functions/domain/costs/spend.ts';
import { type Alert, isSpendAlert } from '../../../../functions/domain/judging/alert.ts';
import { keptBackOf, partMuted } from '../../../../functions/domain/judging/muted-alerts.ts';
import type { ComposedMessage } from '../../../../functions/domain/messages/delivery.ts';
import { type DeliveryNotice, withDelay } from '../../../../functions/domain/messages/delivery-notice.ts';
import { makeDigest, makeTest, type Notification } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages, recompose } from '../../../../functions/domain/messages/message.ts';
import { renderReport } from '../../../../functions/domain/messages/render-report.ts';
import { rationTexts } from '../../../../functions/domain/messages/text-ration.ts';
import type { Crossing } from '../../../../functions/domain/messages/wave.ts';
import { withPresses } from '../../../../functions/domain/presses/decisions.ts';
import type { Press } from '../../../../functions/domain/presses/press.ts';
import { sentencesOn, unsaid } from '../../../../functions/domain/presses/press-news.ts';
import { emptyFleetCount, judgeFleet } from '../../../../functions/domain/records/fleet-judgement.ts';
import { HOUR_MS } from '../../../../functions/domain/values/duration.ts';
import {
  anEndpoint,
  endpointAlerts,
  groupAlerts,
  LATE_NOW,
  NOW,
  organisationAlerts,
  PLAN,
  type SampleFigures,
  sampleFault,
} from './sample-alerts.ts';
import { SAMPLE_PRESSES } from './sample-presses.ts';
import { fullReport, quietReport } from './sample-report.ts';
import { watchdogMails } from './sample-watch.ts';

/** One kind of message: its name, and its form on each channel. */
export interface MessageKind {
  name: string;
  messages: ComposedMessage[];
}

const CAMERA = anEndpoint('11898598', 'camera-gate-north', ['camera', 'site-hamburg']);
const LOGGER = anEndpoint('11899967', 'logger-cold-store-7', ['gateway', 'cold-store']);
const PANEL = anEndpoint('11900374', 'alarm-panel-greenhouse', ['alarm', 'greenhouse']);

const METER = anEndpoint('11899375', 'meter-water-0109', ['meter', 'water']);

/** Three weeks of about EUR 1.20 a day, as a camera has them. */
const CAMERA_DAYS = [
  1.1, 1.3, 1.2, 1.0, 1.4, 1.2, 1.1, 1.3, 1.2, 1.2, 1.0, 1.3, 1.1, 1.4, 1.2, 1.1, 1.3, 1.2, 1.2, 1.1, 1.3,
];
const METER_DAYS = Array<number>(21).fill(0.02);
/** A stolen SIM far below the limit of a camera. */
const STOLEN: SampleFigures = {
  data: '22.00',
  lastMonth: '36.25',
  dayAgo: '14.40',
  sixHoursAgo: '20.00',
  hourAgo: '21.67',
  days: CAMERA_DAYS,
  price: { perMb: 2, usualPerMb: 0.1, usualOf: 'endpoint' },
  activeLastHour: true,
};
/** EUR 12 an hour on a device that costs 0.60 a month. */
const THIEF: SampleFigures = {
  data: '16.40',
  lastMonth: '0.60',
  dayAgo: '0.36',
  sixHoursAgo: '0.36',
  hourAgo: '4.40',
  days: METER_DAYS,
  activeLastHour: true,
};

const CAMERA_AT_80: SampleFigures = {
  data: '40.31',
  lastMonth: '36.25',
  dayAgo: '38.90',
  sixHoursAgo: '39.70',
  days: CAMERA_DAYS,
};
const CAMERA_AT_100: SampleFigures = {
  data: '50.15',
  lastMonth: '36.25',
  dayAgo: '46.89',
  sixHoursAgo: '49.10',
  sent: [[80, '2026-10-16T03:00:00.000Z']],
  activeLastHour: true,
  days: CAMERA_DAYS,
};

/** Every kind of message that the product sends, each once. */
export function messageKinds(): MessageKind[] {
  return [
    kind('warning', endpointAlerts(CAMERA, CAMERA_AT_80)),
    kind('critical', endpointAlerts(CAMERA, CAMERA_AT_100).map(withLocation)),
    kind(
      'far-beyond-the-limit',
      endpointAlerts(LOGGER, { data: '92.70', sms: '0.14', lastMonth: '0.90', dayAgo: '1.10' }),
    ),
    kind('one-meter', ofMeter('sms', endpointAlerts(PANEL, { sms: '1.63', lastMonth: '0.63', dayAgo: '1.05' }))),
    kind('late-charges', endpointAlerts(LOGGER, { data: '6.20', isLate: true }), {}, LATE_NOW),
    kind('forecast', forecastOf(endpointAlerts(CAMERA, { data: '38.60', lastMonth: '62.40', dayAgo: '36.50' }))),
    kind(
      'time-to-limit',
      groupAlerts({ data: '310', lastMonth: '388.20', dayAgo: '210', sixHoursAgo: '280' }).filter(
        (alert) => alert.kind === 'time-to-limit',
      ),
    ),
    kind('anomaly', endpointAlerts(CAMERA, STOLEN)),
    kind('anomaly-limit-near', endpointAlerts(METER, { ...THIEF, data: '3.40', dayAgo: '0.36', hourAgo: '0.40' })),
    kind('critical-at-an-unusual-pace', endpointAlerts(METER, { ...THIEF, sent: [[80, '2026-10-18T13:20:00.000Z']] })),
    kind(
      'back-to-usual',
      endpointAlerts(CAMERA, { ...CAMERA_AT_80, dayAgo: '39.10', usualSince: '2026-10-18T09:00:00.000Z' }),
    ),
    kind('limit-from-tag', endpointAlerts({ ...CAMERA, tags: ['camera', 'cost-limit=20'] }, { data: '21.07' })),
    kind(
      'group',
      groupAlerts({
        data: '412.06',
        lastMonth: '388.20',
        dayAgo: '398.00',
        unseen: ['2 endpoints not checked for more than a day, counted with the last known cost'],
      }),
    ),
    kind('organisation', organisationAlerts('2000', { data: '1622.40', lastMonth: '1480.00', dayAgo: '1530.00' })),
    ...faults(),
    kind('list', LIST),
    kind('workspace-and-group', WORKSPACE_AND_GROUP),
    kind('wrong-currency', billedInDollars(52)),
    kind('long-list', manyAlerts(104)),
    kind('first-check', manyAlerts(3).map(asFirstCheck)),
    kind('first-check-of-one', endpointAlerts(CAMERA, CAMERA_AT_80).map(asFirstCheck)),
    kind('check-me', manyAlerts(25).map(asOfOneSweep)),
    kind('check-me-over-hours', manyAlerts(6).map(asOfOneSweep), { earlier: { crossings: crossingsBefore(18) } }),
    kind('after-check-me', manyAlerts(3).map(asOfOneSweep), {
      earlier: { crossings: [], checkMeAt: '2026-10-18T11:01:00.000Z' },
    }),
    kind('mute-ended', afterMute(manyAlerts(25).map(asOfOneSweep))),
    kind('beyond-a-mute', beyondMute(endpointAlerts(LOGGER, { data: '16.40', lastMonth: '0.90', dayAgo: '15.10' }))),
    rationed(),
    kind('after-an-acknowledgement', afterAcknowledgement(endpointAlerts(CAMERA, CAMERA_AT_100)), {
      pressed: sentencesOn(unsaid(SAMPLE_PRESSES)),
    }),
    kind('with-notices', endpointAlerts(CAMERA, CAMERA_AT_100), { muted: 2, notices: NOTICES }),
    late(),
    shortForm(),
    { name: 'test', messages: composeMessages(makeTest(NOW)) },
    { name: 'report', messages: renderReport(fullReport()).messages },
    { name: 'report-of-a-quiet-day', messages: renderReport(quietReport()).messages },
    ...watchdogMails(),
  ];
}

const LIST = [
  ...organisationAlerts('2000', { data: '1640.00', lastMonth: '1480.00' }),
  ...groupAlerts({ data: '330.12' }),
  ...endpointAlerts(CAMERA, CAMERA_AT_100).map(withLocation),
  ...endpointAlerts(LOGGER, { data: '4.31', costUnavailable: ['sat_geo_data'] }),
  ...endpointAlerts(anEndpoint('11900411', 'gateway-pooled-tariff'), { costUnavailable: ['data'] }),
];

const WORKSPACE_AND_GROUP = [
  ...groupAlerts({ data: '1036.00', lastMonth: '388.20' }),
  ...organisationAlerts('2000', { data: '1729.00', lastMonth: '1480.00' }),
];

const NOTICES: DeliveryNotice[] = [
  { kind: 'channel-fails', channel: 'mail', since: '2026-10-18T12:00:00.000Z', code: 'Throttled' },
  { kind: 'channel-fails', channel: 'text', since: '2026-10-18T13:00:00.000Z', code: 'AuthorizationError' },
  { kind: 'channel-fails', channel: 'event', since: '2026-10-18T13:10:00.000Z', code: 'no answer' },
  { kind: 'texts-may-stop', spentUsd: 8.2, limitUsd: 10 },
];

function faults(): MessageKind[] {
  const unreadable = { ...CAMERA, tags: ['camera', 'cost-limit=fifty'] };
  const count = {
    ...emptyFleetCount(),
    relevant: 40,
    unjudged: 12,
    kinds: { 'other-month': 3, nothing: 4, refused: 5 },
  };
  const { trouble } = judgeFleet(count, { state: {}, now: NOW, sweepMs: 0, currency: PLAN.currency }).judgement;
  const withoutLimit = organisationSpends({ stats: { currentMonth: [], lastMonth: [] } }, { plan: PLAN, now: NOW });
  return [
    kind(
      'cost-unavailable',
      endpointAlerts(anEndpoint('11900411', 'gateway-pooled-tariff'), { costUnavailable: ['data'] }),
    ),
    kind(
      'currency-mismatch',
      endpointAlerts(anEndpoint('11900448', 'tracker-ship-atlantic'), {
        sms: '0.28',
        otherCurrencies: [{ currency: 'USD', amount: '1.28' }],
      }),
    ),
    kind('stale', staleAlerts()),
    kind('limit-unreadable', endpointAlerts(unreadable, { data: '3.10' })),
    kind(
      'limit-unavailable',
      withoutLimit.notJudged.flatMap(({ alerts }) => alerts),
    ),
    kind('unjudged', trouble ? [sampleFault(trouble, ORGANISATION, 'whole fleet')] : []),
  ];
}

/** A device with traffic, whose figures have not changed since yesterday noon. */
function staleAlerts(): Alert[] {
  const standstill = { figures: 'as seen first', from: '2026-10-17T12:05:00.000Z', since: '2026-10-17T13:20:00.000Z' };
  return staleness(standstill, true, NOW).map((fault) => sampleFault(fault, scopeOf(LOGGER)));
}

/** Two devices that had their text two hours ago, and one that had none. */
function rationed(): MessageKind {
  const alerts = manyAlerts(3);
  const earlier = alerts.slice(0, 2).map(({ scope }) => ({
    scopeId: scopeKey(scope),
    severity: 'critical' as const,
    at: '2026-10-18T12:20:00.000Z',
    isOnItsWay: false,
  }));
  const notification = digestOf(alerts);
  const messages = composeMessages(notification, rationTexts(notification.alerts, earlier, NOW));
  return { name: 'text-about-one-of-three', messages };
}

/** A message that its channel accepted only an hour after it was composed. */
function late(): MessageKind {
  const anHourLater = new Date(NOW.getTime() + 3_600_000);
  const messages = composeMessages(digestOf(endpointAlerts(CAMERA, CAMERA_AT_80))).map(
    ({ channel, message, ...rest }) => ({
      ...rest,
      channel,
      message: { ...message, body: withDelay(message.body, channel, NOW.toISOString(), anHourLater) },
    }),
  );
  return { name: 'sent-late', messages };
}

/** The message that replaces one refused by SNS as invalid. */
function shortForm(): MessageKind {
  const notification = digestOf(manyAlerts(3));
  const { alerts } = notification;
  const messages = composeMessages(notification).map((composed) =>
    recompose(composed, 'short', { notification, count: alerts.length }, alerts),
  );
  return { name: 'short-form', messages };
}

/** Makes `count` devices that crossed a threshold, each at another share of its limit. */
function manyAlerts(count: number): Alert[] {
  return Array.from({ length: count }, (_, index) =>
    endpointAlerts(anEndpoint(`${11_898_600 + index * 37}`, `tracker-truck-${String(index + 1).padStart(3, '0')}`), {
      data: String(4 + index * 0.05),
    }),
  ).flat();
}

function withLocation(alert: Alert): Alert {
  const where = { country: 'Germany', operator: 'Hamburg Mobile', technology: '4G' };
  return isSpendAlert(alert) ? { ...alert, where } : alert;
}

/** Devices of a fleet whose bills are all in dollars, while the budgets are in euros. */
function billedInDollars(count: number): Alert[] {
  return Array.from({ length: count }, (_, index) =>
    endpointAlerts(anEndpoint(`${11_898_600 + index * 37}`, `tracker-truck-${String(index + 1).padStart(3, '0')}`), {
      otherCurrencies: [{ currency: 'USD', amount: String(1 + index * 0.05) }],
    }),
  ).flat();
}

function asFirstCheck(alert: Alert): Alert {
  return { ...alert, baseline: true };
}

function asOfOneSweep(alert: Alert): Alert {
  return { ...alert, run: { sweepId: '2026-10-18T14:00:00.000Z', fleetSize: 60, checkFrom: 20 } };
}

/** Of other devices, found in the hours before. */
function crossingsBefore(count: number): Crossing[] {
  return Array.from({ length: count }, (_, index) => ({
    scopeId: `endpoint#earlier-${index}`,
    at: new Date(NOW.getTime() - (1 + (index % 4)) * HOUR_MS).toISOString(),
  }));
}

/** While the acknowledgement of the samples was in force. */
const FORMER = new Date('2026-10-16T12:00:00.000Z');

const ROLL_OUT: Mute = {
  budget: 'every-device',
  until: '2026-10-18T14:00:00.000Z',
  upTo: { pct: 300 },
  reason: 'firmware 4.2',
  who: 'Kim',
};

/** The alerts that a mute kept back until today. */
function afterMute(alerts: Alert[]): Alert[] {
  const { muted } = partMuted(alerts, { mutes: [ROLL_OUT], now: new Date('2026-10-18T13:00:00.000Z') });
  return partMuted(alerts, { mutes: [ROLL_OUT], now: NOW, keptBack: keptBackOf(muted) }).alerts;
}

/** The alerts that a mute of tomorrow lets through, as its ceiling is reached. */
function beyondMute(alerts: Alert[]): Alert[] {
  return partMuted(alerts, { mutes: [{ ...ROLL_OUT, until: '2026-10-19T06:00:00.000Z' }], now: NOW }).alerts;
}

/** A warning was acknowledged until a moment ago, and the limit was raised and lowered again since. */
function afterAcknowledgement(alerts: Alert[]): Alert[] {
  const [press] = SAMPLE_PRESSES;
  const plan = withPresses({ ...PLAN, mutes: [] }, press ? [{ ...press, severity: 'critical' } as Press] : [], FORMER);
  const { acknowledged } = plan;
  const { muted } = partMuted(alerts, { mutes: [], acknowledged, now: FORMER });
  return partMuted(alerts, { mutes: [], now: NOW, keptBack: keptBackOf(muted) }).alerts;
}

function forecastOf(alerts: Alert[]): Alert[] {
  return alerts.filter(({ kind }) => kind === 'forecast');
}

function ofMeter(meter: Meter, alerts: Alert[]): Alert[] {
  return alerts.filter((alert) => alert.meter === meter);
}

type About = Parameters<typeof makeDigest>[2];

function kind(name: string, alerts: Alert[], about: About = {}, now = NOW): MessageKind {
  return { name, messages: composeMessages(digestOf(alerts, about, now)) };
}

/** @throws if there are no alerts, as the sample would be empty */
function digestOf([first, ...others]: Alert[], about: About = {}, now = NOW): Notification {
  if (!first) throw new Error('this sample leads to no alert');
  return makeDigest([first, ...others], now, about);
}
