import * as z from 'zod';
import type { ListedAlert, MessageOutcome } from '../contracts/deliveries.ts';
import { FAULT_KINDS } from '../domain/costs/data-fault.ts';
import type { Scope } from '../domain/costs/scope.ts';
import { SEVERITIES } from '../domain/judging/thresholds.ts';
import { CHANNELS } from '../domain/messages/channel.ts';
import type {
  ChannelTrouble,
  ComposedMessage,
  Delivery,
  MessageAttributes,
  NotificationHead,
} from '../domain/messages/delivery.ts';
import type { DeliveryNotice } from '../domain/messages/delivery-notice.ts';
import type { Wave } from '../domain/messages/wave.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';
import { alertOf, type StoredAlert } from './stored-names.ts';
import { coverage, decimal, meter, moment, moneys, muteTerms } from './stored-values.ts';

/** What is in the table of the notification log, one schema for each kind of item. */

/** Lists and alerts are stored as text; a version before 0.2 has written alerts as maps. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const severity = z.enum(SEVERITIES);

const scope: z.ZodType<Scope> = z.looseObject({
  kind: z.enum(['endpoint', 'group', 'organisation']),
  id: z.string(),
  name: z.string(),
  iccid: z.string().optional(),
});

const anyAlert = {
  dedupKey: z.string(),
  ref: z.string(),
  severity,
  period: z.string(),
  scope,
  tags: z.array(z.string()).optional(),
  budget: z.string(),
  meter,
  currency: z.string(),
  reason: z.string(),
  figures: z.looseObject({ lastUpdated: moment.optional(), fetchedAt: moment }),
  run: z
    .looseObject({ sweepId: z.string(), fleetSize: z.number().optional(), checkFrom: z.number().optional() })
    .optional(),
  baseline: z.literal(true).optional(),
  mute: z.looseObject({ ...muteTerms, cause: z.enum(['ended', 'passed']) }).optional(),
};

const spendAlert = {
  ...anyAlert,
  spend: decimal,
  limit: decimal,
  ratioPct: z.number(),
  told: z.array(z.looseObject({ thresholdPct: z.number(), at: moment })),
  parts: z.looseObject({ data: decimal, sms: decimal, total: decimal }),
  lastMonth: decimal.optional(),
  costUnavailable: z.array(z.string()),
  otherCurrencies: moneys.optional(),
  outlook: z
    .looseObject({
      method: z.string(),
      expectedAtEnd: decimal,
      confidence: z.enum(['low', 'medium', 'high']),
      last24h: decimal.optional(),
      last6h: decimal.optional(),
      perDay: decimal,
      elapsedDays: z.number(),
    })
    .optional(),
  pace: z
    .looseObject({
      perHour: decimal,
      overHours: z.number(),
      usualPerDay: decimal.optional(),
      basis: z.enum(['days', 'last-month', 'limit']),
      isUnusual: z.boolean(),
    })
    .optional(),
  range: z
    .looseObject({ ifUsual: decimal, ifContinues: decimal, confidence: z.enum(['low', 'medium', 'high']) })
    .optional(),
  price: z
    .looseObject({
      perMb: z.number(),
      usualPerMb: z.number(),
      usualOf: z.enum(['endpoint', 'fleet']).default('endpoint'),
    })
    .optional(),
  usualSince: moment.optional(),
  activeLastHour: z.boolean().optional(),
  where: z.looseObject({ country: z.string(), operator: z.string(), technology: z.string() }).partial().optional(),
  isEmnifysLimit: z.literal(true).optional(),
  isLimitFromTag: z.literal(true).optional(),
  raised: z.looseObject({ from: decimal, who: z.string() }).optional(),
  coverage: coverage.optional(),
};

const alert: z.ZodType<StoredAlert> = z.discriminatedUnion('kind', [
  z.looseObject({
    ...spendAlert,
    kind: z.literal('crossed'),
    reachedPct: z.number(),
    passedPct: z.array(z.number()),
    nextPct: z.number(),
  }),
  z.looseObject({
    ...spendAlert,
    kind: z.literal('anomaly'),
    method: z.string(),
    level: z.enum(['unusual', 'limit-within-a-day']),
    day: z.string(),
    hoursLeft: z.number().optional(),
  }),
  z.looseObject({ ...spendAlert, kind: z.literal('forecast'), method: z.string() }),
  z.looseObject({ ...spendAlert, kind: z.literal('time-to-limit'), method: z.string(), hoursLeft: z.number() }),
  z.looseObject({ ...anyAlert, kind: z.enum(FAULT_KINDS), otherCurrencies: moneys.optional() }),
]);

export const alertItem = z.object({
  alert: z.preprocess(fromText, alert.transform(alertOf)),
  sentAt: moment.optional(),
  notificationId: z.string().optional(),
});

export const firstSweepItem = z.object({ sweepId: z.string() });

const listed: z.ZodType<ListedAlert> = z.looseObject({
  scopeId: z.string(),
  claim: z.string(),
  severity: severity.optional(),
  isTexted: z.boolean(),
  crossedAt: moment.optional(),
});

const channel = z.enum(CHANNELS);

const wave: z.ZodType<Wave> = z.looseObject({
  endpoints: z.number(),
  earlier: z.number(),
  fleetSize: z.number().optional(),
  hours: z.number(),
});

const notice: z.ZodType<DeliveryNotice> = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('channel-fails'), channel, since: moment, code: z.string() }),
  z.looseObject({ kind: z.literal('texts-may-stop'), spentUsd: z.number(), limitUsd: z.number() }),
]);

/** What is noted of a notification after it was composed. */
const progress = {
  textedAt: moment.optional(),
  isTextSetAside: z.literal(true).optional(),
  setAside: z.number().optional(),
  isDone: z.literal(true).optional(),
};

const head: z.ZodType<NotificationHead> = z.looseObject({
  key: z.string(),
  notification: z
    .looseObject({
      notificationId: z.string(),
      event: z.enum([
        'crossed',
        'anomaly',
        'forecast',
        'time-to-limit',
        ...FAULT_KINDS,
        'digest',
        'baseline',
        'check-me',
        'test',
      ]),
      severity,
      budgets: z.array(z.string()),
      composedAt: moment,
      muted: z.number(),
      notices: z.array(notice),
      pressed: z.array(z.string()).optional(),
      wave: wave.optional(),
      checkMeAt: moment.optional(),
    })
    .optional(),
  composedAt: moment,
  subject: z.string(),
  alerts: z.number(),
  oldestAt: moment,
  ...progress,
});

const trouble: z.ZodType<ChannelTrouble> = z.looseObject({
  channel,
  failures: z.number(),
  since: moment,
  code: z.string(),
  reason: z.string(),
  notBefore: moment,
});

/** Everything that a run of `notify` reads first. */
export const outboxItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lease') }),
  z.object({ kind: z.literal('head'), head, ...progress }),
  z.object({
    kind: z.literal('list'),
    key: z.string(),
    number: z.number(),
    alerts: z.preprocess(fromText, z.array(listed)),
    isSettled: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('channel'), trouble }),
]);
export type OutboxItem = z.infer<typeof outboxItem>;

const filtered = {
  severity: z.enum(['info', 'warning', 'critical']),
  event: z.string(),
  budget: z.array(z.string()),
};
const attributes: z.ZodType<MessageAttributes> = z.looseObject({ ...filtered, notification: z.string() });

const composed = {
  channel,
  from: z.number(),
  to: z.number(),
  form: z.enum(['full', 'short']),
  message: z.looseObject({ subject: z.string().optional(), body: z.string(), attributes }),
} satisfies { [Field in keyof ComposedMessage]: z.ZodType<ComposedMessage[Field]> };

export const messageItem: z.ZodType<Omit<Delivery, 'notification'>> = z.object({
  ...composed,
  tries: z.number(),
  notBefore: moment.optional(),
});

/** A message without its text, and what became of it. */
export const messageOutcomeItem: z.ZodType<MessageOutcome> = z.object({
  channel,
  from: z.number(),
  to: z.number(),
  tries: z.number(),
  endedAt: moment.optional(),
  messageId: z.string().optional(),
  refusal: z.string().optional(),
});

const sent = {
  key: z.string().optional(),
  notificationId: z.string(),
  sentAt: moment,
  alerts: z.number(),
  setAside: z.number().optional(),
};

/** What a version before 0.2 has kept of a notification: its text for each channel, in place of keys of messages. */
const earlierMessage = z.looseObject({
  subject: z.string(),
  email: z.string(),
  sms: z.string(),
  json: z.string(),
  attributes: z.looseObject(filtered),
});
export type EarlierMessage = z.infer<typeof earlierMessage>;

export const sentItem: z.ZodType<{
  sent: SentNotification | (Omit<SentNotification, 'subject'> & { message: EarlierMessage });
}> = z.object({
  sent: z.union([z.looseObject({ ...sent, subject: z.string() }), z.looseObject({ ...sent, message: earlierMessage })]),
});
