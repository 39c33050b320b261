import type { EffectiveBudget, Mute } from '../budgets/budget.ts';
import type { EndpointLocation } from '../costs/endpoint-location.ts';
import type { Alert } from '../judging/alert.ts';
import type { Forecast } from '../judging/forecast.ts';
import type { Pace, Range } from '../judging/pace.ts';
import type { Channel } from '../messages/channel.ts';
import type { Subscribers } from '../messages/report.ts';
import type { Press } from '../presses/press.ts';
import type { EndpointMonth, SweepRecord } from '../records/endpoint-month.ts';
import type { DirectoryEntry, FleetView, ListName } from '../records/fleet-view.ts';
import type { Decimal } from '../values/money.ts';
import type { ConditionSeverity } from '../watchdog/conditions.ts';

/** Which part of the page is asked for. */
export type PageQuery =
  | { view: 'fleet'; list: ListName; sort: FleetSort; search?: string }
  | { view: 'device'; endpoint: string }
  | { view: 'messages' }
  | { view: 'health' };

/** `urgency`: as the list has it; the others within the list, and `cost` of all endpoints. */
export const FLEET_SORTS = ['urgency', 'cost', 'share', 'name'] as const;
export type FleetSort = (typeof FLEET_SORTS)[number];

/** The view that opens first. */
export const FLEET = { view: 'fleet', list: 'all', sort: 'urgency' } as const satisfies PageQuery;

/** All that the page shows at a moment. */
export type PageView = FleetPage | DevicePage | UnknownDevicePage | MessagesPage | HealthPage;

export interface FleetPage {
  view: 'fleet';
  now: Date;
  query: Extract<PageQuery, { view: 'fleet' }>;
  /** Absent before the first run of `aggregate`. */
  fleet?: FleetView;
  /** What a search has found, at most 50, and how many there are. */
  found?: { entries: DirectoryEntry[]; count: number };
  /** Presses in force. */
  presses: Press[];
}

/** One endpoint, judged by what is stored of it. */
export interface DevicePage {
  view: 'device';
  now: Date;
  currency: string;
  month: EndpointMonth;
  /** The budgets that apply, the one with the largest share first. */
  budgets: DeviceBudget[];
  /** Alerts of this month, the newest first. */
  alerts: SentAlert[];
  /** Where it was when an alert was found, and when that was, ISO 8601. */
  where?: EndpointLocation & { at: string };
  /** Mutes of the budgets file that are in force for it. */
  mutes: Mute[];
  /** Presses of the last two months that concern it, also those that ended, the newest first. */
  presses: Press[];
  /** Why it did or did not raise alerts, a sentence each. */
  words: string[];
}

/** What one budget says of an endpoint. */
export interface DeviceBudget {
  effective: EffectiveBudget;
  spend: Decimal;
  ratioPct: number;
  /** Cost of the month up to each moment, oldest first; the last one is the last check. `at` is ISO 8601. */
  curve: { at: string; amount: Decimal }[];
  forecast?: Forecast;
  pace?: Pace;
  /** The two ends of the forecast. */
  range?: Range;
  /** Percent of the limit at which the next alert is sent. */
  nextPct: number;
  /** The limit before a person raised it; absent where no person did. */
  raisedFrom?: Decimal;
}

export interface SentAlert {
  alert: Alert;
  /** When its notification was sent, ISO 8601; absent while it waits. */
  sentAt?: string;
  /** The ref of its notification. */
  notificationId?: string;
}

export interface UnknownDevicePage {
  view: 'unknown-device';
  now: Date;
  /** As it was asked for. */
  endpoint: string;
}

export interface MessagesPage {
  view: 'messages';
  now: Date;
  /** The newest first, at most 25. */
  notifications: SentView[];
  /** Alerts that wait to become a part of a notification. */
  waiting: number;
  /** Channels that did not take their last message. `since` is ISO 8601. */
  failing: { channel: Channel; since: string; code: string; reason: string }[];
}

/** One notification, and what became of its messages. */
export interface SentView {
  ref: string;
  /** When it was composed or, of a version before 0.2, sent: ISO 8601. */
  at: string;
  subject: string;
  alerts: number;
  messages: MessageView[];
}

/**
 * - `accepted`: SNS took it at that moment, under that id. Whether it arrived, AWS does not say.
 * - `refused`: SNS refuses it in every form, and why.
 * - `waiting`: after so many tries.
 */
export type MessageView = { channel: Channel; alerts: number } & (
  | { state: 'accepted'; at: string; messageId: string }
  | { state: 'refused'; at: string; reason: string }
  | { state: 'waiting'; tries: number }
);

export interface HealthPage {
  view: 'health';
  now: Date;
  /** When the watchdog ran last, ISO 8601; absent before its first run. */
  watchedAt?: string;
  /** What holds, the most severe first; `isOn`: it lasts long enough for operators to be notified. */
  conditions: {
    id: string;
    title: string;
    severity: ConditionSeverity;
    detail: string;
    impact: string;
    remedy: string;
    since: string;
    isOn: boolean;
  }[];
  sweep?: SweepRecord;
  /** Endpoints that were checked this month, and why others were not. */
  counts: { asked: number; evaluated: number; skipped: number; unjudged: number };
  /** Requests to emnify this month, and how many a month may have. */
  requests: { sent: number; quota: number };
  /** The last good and the last failed run of each function. */
  runs: { name: string; goodAt?: string; failedAt?: string; reason?: string }[];
  subscribers: Subscribers;
  /** Why the budgets of before are in force, in words; absent where the parameter is right. */
  budgetsKept?: string;
}
