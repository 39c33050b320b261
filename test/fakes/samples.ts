import { parsePlan } from '../../functions/contracts/budgets.ts';
import type { Alert } from '../../functions/domain/alert.ts';
import type { BudgetPlan } from '../../functions/domain/budget.ts';
import type { Endpoint } from '../../functions/domain/endpoint.ts';
import type { EndpointMonth } from '../../functions/domain/history.ts';
import type { Decimal } from '../../functions/domain/money.ts';
import type { TrafficFigures } from '../../functions/domain/stats.ts';

/** A Wednesday in the middle of October 2026, 14:00 UTC. */
export const NOW = new Date('2026-10-14T14:00:00.000Z');

/** A moment so many minutes after `NOW`. */
export function minutesOn(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

export function anEndpoint(id: string, more: Partial<Endpoint> = {}): Endpoint {
  return { id, name: `tracker-${id}`, tags: ['truck'], status: 'Enabled', ...more };
}

/** Budgets as the deployment writes them, with every default filled in: EUR 5 for every device unless told otherwise. */
export function aPlan(budgets: object[] = [{ name: 'every-device', limit: 5 }], currency = 'EUR'): BudgetPlan {
  return parsePlan(JSON.stringify({ currency, budgets }), 'budgets of this test');
}

/** One line of emnify's figures: EUR in October 2026 unless told otherwise. */
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

/** EUR 6.10 of 5.00, crossed at `NOW`; its key follows from its parts, as the domain makes it. */
export function anAlert(more: Partial<Alert> = {}): Alert {
  const alert = {
    kind: 'crossed' as const,
    severity: 'critical' as const,
    period: '2026-10',
    endpoint: { id: '166', name: 'tracker-166', iccid: '8988303000000000166' },
    budget: 'every-device',
    meter: 'total' as const,
    currency: 'EUR',
    spend: '6.10483935',
    limit: '5',
    ratioPct: 122,
    reachedPct: 100,
    passedPct: [],
    nextPct: 150,
    told: [{ thresholdPct: 80, at: '2026-10-13T09:00:00.000Z' }],
    parts: { data: '5.80483935', sms: '0.3', total: '6.10483935' },
    lastMonth: '3.9',
    costUnavailable: [],
    figures: { lastUpdated: '2026-10-14T13:40:00.000Z', fetchedAt: NOW.toISOString() },
    ...more,
  };
  const { endpoint, period, budget, meter, reachedPct, limit } = alert;
  const dedupKey = ['endpoint', endpoint.id, period, budget, meter, reachedPct, limit].join('/');
  return { dedupKey, ref: '7f3a9c', ...alert };
}

/** So many alerts, each of a device of its own. */
export function alertsOf(count: number, more: (index: number) => Partial<Alert> = () => ({})): Alert[] {
  return Array.from({ length: count }, (_, index) =>
    anAlert({ endpoint: { id: `${1000 + index}`, name: `tracker-${1000 + index}` }, ...more(index) }),
  );
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
        kind: 'told',
        budget: 'every-device',
        meter: 'total',
        limit: '5',
        currency: 'EUR',
        spend: '6.10483935',
        ratioPct: 122,
        reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was told already',
      },
    ],
    ...more,
  };
}
