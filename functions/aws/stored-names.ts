import { MONTHS_PREFIX } from '../contracts/fleet-partition.ts';
import { type Alert, isSpendAlert, type SpendAlert } from '../domain/judging/alert.ts';
import type { Decision } from '../domain/judging/thresholds.ts';
import type { PollingState } from '../domain/polling/polling-state.ts';
import type { EndpointMonth } from '../domain/records/endpoint-month.ts';

/** Attributes keep their first names in the tables, so that no deployment has to move what is stored. */

type StoredSpendAlert = SpendAlert extends infer Each
  ? Each extends SpendAlert
    ? Omit<Each, 'alreadySent' | 'forecast'> & { told: Each['alreadySent']; outlook?: Each['forecast'] }
    : never
  : never;

export type StoredAlert = StoredSpendAlert | Exclude<Alert, SpendAlert>;

export function storedAlert(alert: Alert): StoredAlert {
  if (!isSpendAlert(alert)) return alert;
  const { alreadySent: told, forecast: outlook, ...rest } = alert;
  return { ...rest, told, outlook };
}

export function alertOf(stored: StoredAlert): Alert {
  if (!('told' in stored)) return stored;
  const { told: alreadySent, outlook: forecast, ...rest } = stored;
  return { ...rest, alreadySent, ...(forecast && { forecast }) };
}

type Crossed = Extract<Decision, { kind: 'crossed' }>;
type Other = Exclude<Decision, Crossed>;
export type StoredDecision =
  | Crossed
  | (Omit<Other, 'kind'> & { kind: Exclude<Other['kind'], 'already-sent'> | 'told' });

export type StoredMonth = Omit<EndpointMonth, 'decisions' | 'spendRate' | 'standstill'> & {
  decisions: StoredDecision[];
  watch?: EndpointMonth['spendRate'];
  standing?: EndpointMonth['standstill'];
};

export function storedMonth({
  decisions,
  spendRate: watch,
  standstill: standing,
  ...month
}: EndpointMonth): StoredMonth {
  return { ...month, decisions: decisions.map(storedDecision), watch, standing };
}

export function monthOf({ decisions, watch: spendRate, standing: standstill, ...month }: StoredMonth): EndpointMonth {
  return {
    ...month,
    decisions: decisions.map(decisionOf),
    ...(spendRate && { spendRate }),
    ...(standstill && { standstill }),
  };
}

function storedDecision(decision: Decision): StoredDecision {
  return { ...decision, kind: decision.kind === 'already-sent' ? 'told' : decision.kind } as StoredDecision;
}

function decisionOf(stored: StoredDecision): Decision {
  return { ...stored, kind: stored.kind === 'told' ? 'already-sent' : stored.kind } as Decision;
}

export type StoredPolling = Omit<PollingState, 'refresh' | 'interval' | 'totalCheck'> & {
  walk?: PollingState['refresh'];
  tempo: PollingState['interval'];
  gate: PollingState['totalCheck'];
};

export function storedPolling({
  refresh: walk,
  interval: tempo,
  totalCheck: gate,
  ...state
}: PollingState): StoredPolling {
  return { ...state, walk, tempo, gate };
}

export function pollingOf({ walk: refresh, tempo: interval, gate: totalCheck, ...state }: StoredPolling): PollingState {
  return { ...state, ...(refresh && { refresh }), interval, totalCheck };
}

/**
 * A month without what its item says elsewhere: its period is in the key, and the time of the check beside it. A month
 * is written at each check that finds something new, and DynamoDB bills each KB.
 */
export function shortMonth({ period, fetchedAt: _, spend, reason, ...month }: StoredMonth): object {
  const { period: ofSpend, costUnavailable = [], ...amounts } = spend ?? {};
  const figures = { ...amounts, ...(costUnavailable.length > 0 && { costUnavailable }) };
  return {
    ...month,
    ...(reason !== reasonOf(month.decisions) && { reason }),
    ...(spend && { spend: ofSpend === period ? figures : spend }),
  };
}

/** An item with its month as `shortMonth` found it. Items of the release before have all of it. */
export function wholeItem(item: unknown): unknown {
  const { scopeId, fetchedAt, month } = item as { scopeId?: string; fetchedAt?: string; month?: ShortMonth };
  if (!scopeId?.startsWith(MONTHS_PREFIX) || typeof month !== 'object') return item;
  const period = scopeId.slice(MONTHS_PREFIX.length);
  const { spend, decisions } = month;
  const reason = Array.isArray(decisions) ? reasonOf(decisions) : undefined;
  const whole = {
    reason,
    ...month,
    period,
    fetchedAt,
    ...(spend && { spend: { period, costUnavailable: [], ...spend } }),
  };
  return { ...(item as object), month: whole };
}

type ShortMonth = Partial<Omit<StoredMonth, 'spend'>> & { spend?: object };

function reasonOf(decisions: StoredDecision[]): string {
  return decisions.map(({ reason }) => reason).join('; ');
}
