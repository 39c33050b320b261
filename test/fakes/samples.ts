import { parsePlan } from '../../functions/budgets-file/budgets.ts';
import type { BudgetPlan, Mute } from '../../functions/domain/budgets/budget.ts';
import type { TrafficFigures } from '../../functions/domain/costs/emnify-figures.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import type { Scope } from '../../functions/domain/costs/scope.ts';
import {
  type AnomalyAlert,
  type CrossedAlert,
  claimKey,
  type FaultAlert,
  type ForecastAlert,
} from '../../functions/domain/judging/alert.ts';
import type { EndpointMonth } from '../../functions/domain/records/endpoint-month.ts';
import type { Decimal } from '../../functions/domain/values/money.ts';

/** A Wednesday in the middle of October 2026, 14:00 UTC. */
export const NOW = new Date('2026-10-14T14:00:00.000Z');

/** A moment so many minutes after `NOW`. */
export function minutesOn(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

export function anEndpoint(id: string, more: Partial<Endpoint> = {}): Endpoint {
  return { id, name: `tracker-${id}`, tags: ['truck'], status: 'Enabled', ...more };
}

/**
 * Budgets as the deployment writes them, with every default but `anomaly` filled in: EUR 5 for every device by default.
 *
 * @param more `mutes` and `checkMe`, as `budgets.yaml` has them
 */
export function aPlan(budgets: object[] = [{ name: 'every-device', limit: 5 }], more: object = {}): BudgetPlan {
  return parsePlan(JSON.stringify({ currency: 'EUR', budgets: budgets.map(quiet), ...more }), 'budgets of this test');
}

/** A budget without alerts about unusual spend: costs jump in most tests, and only some are about that. */
export function quiet(budget: { scope?: string }): object {
  return (budget.scope ?? 'endpoint') === 'endpoint' ? { anomaly: false, ...budget } : budget;
}

/** A mute of endpoint 166 until an hour after `NOW`, as `budgets.yaml` has it. */
export function aMute(more: object = {}) {
  return { match: { ids: ['166'] }, until: minutesOn(60).toISOString(), reason: 'new firmware', who: 'Kim', ...more };
}

/** The same mute, as the parameter is read: with its ceiling. */
export function aReadMute(more: Partial<Mute> = {}): Mute {
  return { ...aMute(), upTo: { pct: 300 }, ...more };
}

/** One line of emnify's figures: EUR in October 2026 by default. */
export function traffic(trafficType: string, cost: Decimal | undefined, more: Partial<TrafficFigures> = {}) {
  const figures: TrafficFigures = {
    trafficType,
    period: '2026-10',
    volume: '29.166235',
    ...(cost !== undefined && { cost: { amount: cost, currency: 'EUR' } }),
    lastUpdated: '2026-10-14T13:40:00.000Z',
    ...more,
  };
  return figures;
}

/** What belongs to every alert about an amount: EUR 6.10 of 5.00 of endpoint 166, seen at `NOW`. */
const SPEND = {
  severity: 'critical' as const,
  period: '2026-10',
  scope: aScope('166', { iccid: '8988303000000000166' }),
  budget: 'every-device',
  meter: 'total' as const,
  currency: 'EUR',
  reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached',
  spend: '6.10483935',
  limit: '5',
  ratioPct: 122,
  alreadySent: [{ thresholdPct: 80, at: '2026-10-13T09:00:00.000Z' }],
  parts: { data: '5.80483935', sms: '0.3', total: '6.10483935' },
  lastMonth: '3.9',
  costUnavailable: [],
  figures: { lastUpdated: '2026-10-14T13:40:00.000Z', fetchedAt: NOW.toISOString() },
};

export function aScope(id: string, more: Partial<Scope> = {}): Scope {
  return { kind: 'endpoint', id, name: `tracker-${id}`, ...more };
}

/** EUR 6.10 of 5.00, crossed at `NOW`; its key follows from its parts, as the domain makes it. */
export function anAlert(more: Partial<CrossedAlert> = {}): CrossedAlert {
  return withKey({ ...SPEND, kind: 'crossed', reachedPct: 100, passedPct: [], nextPct: 150, ...more });
}

/** EUR 2.50 of 5.00 in mid-month, and about 6.90 at its end. */
export function aForecastAlert(more: Partial<OutlookOf<'forecast'>> = {}): OutlookOf<'forecast'> {
  return withKey({ ...SPEND, ...HALF_SPENT, kind: 'forecast', method: 'blended-rate/2', ...more });
}

/** EUR 2.50 of 5.00, and at the present pace 8 hours to the limit. */
export function aTimeToLimitAlert(more: Partial<OutlookOf<'time-to-limit'>> = {}): OutlookOf<'time-to-limit'> {
  const method = 'recent-rate/1';
  return withKey({ ...SPEND, ...HALF_SPENT, kind: 'time-to-limit', method, hoursLeft: 7.9, ...more });
}

/** Endpoint 166 spends much faster than usual. */
export function anAnomalyAlert(more: Partial<AnomalyAlert> = {}): AnomalyAlert {
  const range = { ifUsual: '2.90', ifContinues: '210', confidence: 'low' as const };
  const about = { method: 'unusual-pace/1', level: 'unusual' as const, day: '2026-10-14' };
  return withKey({ ...SPEND, ...HALF_SPENT, kind: 'anomaly', ...about, range, ...more });
}

/** Endpoint 166 has data volume without a cost. */
export function aFaultAlert(more: Partial<FaultAlert> = {}): FaultAlert {
  const { period, scope, budget, meter, currency, figures } = SPEND;
  const reason = 'emnify reports data volume without a cost';
  const about = { severity: 'warning' as const, period, scope, budget, meter, currency, reason, figures };
  return withKey({ ...about, kind: 'cost-unavailable', ...more });
}

type OutlookOf<Kind> = Extract<ForecastAlert, { kind: Kind }>;

const HALF_SPENT = {
  severity: 'warning' as const,
  reason: 'about EUR 6.90 expected at the end of October 2026, with a limit of EUR 5.00',
  spend: '2.5',
  ratioPct: 50,
  alreadySent: [],
  parts: { data: '2.2', sms: '0.3', total: '2.5' },
  forecast: {
    method: 'blended-rate/2',
    expectedAtEnd: '6.9',
    confidence: 'medium' as const,
    last24h: '0.7',
    last6h: '0.3',
    perDay: '0.2514285714',
    elapsedDays: 13.5,
  },
};

function withKey<Body extends Parameters<typeof claimKey>[0] & { scope: Scope; dedupKey?: string; ref?: string }>(
  body: Body,
): Body & { dedupKey: string; ref: string } {
  const { kind, id } = body.scope;
  return { dedupKey: [kind, id, ...claimKey(body).split('#')].join('/'), ref: '7f3a9c', ...body };
}

/** So many alerts, each of a device of its own. */
export function alertsOf(count: number, more: (index: number) => Partial<CrossedAlert> = () => ({})): CrossedAlert[] {
  return Array.from({ length: count }, (_, index) => anAlert({ scope: aScope(`${1000 + index}`), ...more(index) }));
}

export function aMonth(more: Partial<EndpointMonth> = {}): EndpointMonth {
  return {
    endpoint: anEndpoint('166'),
    period: '2026-10',
    outcome: 'evaluated',
    reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached',
    fetchedAt: NOW.toISOString(),
    spend: {
      period: '2026-10',
      meters: {
        total: [{ currency: 'EUR', amount: '6.10483935' }],
        data: [{ currency: 'EUR', amount: '6.10483935' }],
        sms: [],
      },
      costUnavailable: [],
      lastUpdated: '2026-10-14T13:40:00.000Z',
    },
    decisions: [
      {
        kind: 'already-sent',
        budget: 'every-device',
        meter: 'total',
        limit: '5',
        currency: 'EUR',
        spend: '6.10483935',
        ratioPct: 122,
        reason: 'EUR 6.10 is 122 % of EUR 5.00: the 100 % alert was sent already',
      },
    ],
    ...more,
  };
}
