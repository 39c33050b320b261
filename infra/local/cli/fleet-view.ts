import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import type { Endpoint } from '../../../functions/domain/costs/endpoint.ts';
import { amountOn } from '../../../functions/domain/costs/spend.ts';
import { forecast } from '../../../functions/domain/judging/forecast.ts';
import type { Decision } from '../../../functions/domain/judging/thresholds.ts';
import type { EndpointMonth } from '../../../functions/domain/records/endpoint-month.ts';
import type { Money } from '../../../functions/domain/values/money.ts';
import { periodOf, previousPeriod } from '../../../functions/domain/values/month.ts';
import type { Cloud } from '../host/cloud.ts';
import type { FailedEndpoint } from '../host/pipeline.ts';

/** One line of the fleet's table. */
export interface FleetRow {
  id: string;
  name: string;
  tags: string[];
  period?: string;
  /** Exact decimals, one amount per currency; empty without traffic. */
  cost: Money[];
  data: Money[];
  sms: Money[];
  /** The expected cost of the whole month, in the currency of the budgets. */
  expectedAtEnd?: Money;
  /** The budget with the largest share of its limit. */
  budget?: string;
  limit?: Money;
  sharePct?: number;
  state: string;
  reason: string;
}

const STATES: Record<Decision['kind'], string> = {
  crossed: '',
  'already-sent': '',
  below: 'within limit',
  'no-traffic': 'no traffic',
  'cost-unavailable': 'cost unavailable',
  'currency-mismatch': 'currency mismatch',
};

/** Reads the fleet from the cost history after a sweep, the fullest budgets first. Never leaves out failed endpoints. */
export async function readFleet(cloud: Cloud, failures: FailedEndpoint[], currency: string): Promise<FleetRow[]> {
  const months = new Map((await readMonths(cloud)).map((month) => [month.endpoint.id, rowOf(month, currency)]));
  for (const { request, reason } of failures) months.set(request.endpoint.id, failedRow(request.endpoint, reason));
  return [...months.values()].sort(
    (a, b) => (b.sharePct ?? -1) - (a.sharePct ?? -1) || a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

/** Reads the last check of every endpoint: of this month, or of the last one where there is none yet. */
async function readMonths({ documents, names }: Cloud): Promise<EndpointMonth[]> {
  const costHistory = createCostHistory(names.costHistory, documents);
  const period = periodOf(new Date());
  const months = new Map<string, EndpointMonth>();
  for (const each of [previousPeriod(period), period]) {
    for await (const month of costHistory.months(each)) months.set(month.endpoint.id, month);
  }
  return [...months.values()];
}

function rowOf(month: EndpointMonth, currency: string): FleetRow {
  const { endpoint, period, spend, decisions, outcome, reason } = month;
  const expected = expectedAtEnd(month, currency);
  const decision = decisions.toSorted((a, b) => b.ratioPct - a.ratioPct)[0];
  return {
    ...identity(endpoint),
    period,
    cost: spend?.meters.total ?? [],
    data: spend?.meters.data ?? [],
    sms: spend?.meters.sms ?? [],
    ...(expected && { expectedAtEnd: expected }),
    ...(decision && {
      budget: decision.budget,
      limit: { amount: decision.limit, currency: decision.currency },
      sharePct: decision.ratioPct,
    }),
    state: stateOf(outcome, spend !== undefined, decision),
    reason,
  };
}

function expectedAtEnd({ period, fetchedAt, spend, lastMonth }: EndpointMonth, currency: string): Money | undefined {
  if (!spend) return undefined;
  const past = lastMonth?.find((money) => money.currency === currency)?.amount;
  const expected = forecast({
    period,
    now: new Date(fetchedAt),
    spend: amountOn(spend, 'total', currency),
    limit: '1',
    points: [],
    ...(past && { lastMonth: past }),
  });
  return { amount: expected.expectedAtEnd, currency };
}

function stateOf(outcome: EndpointMonth['outcome'], hasSpend: boolean, decision: Decision | undefined): string {
  if (outcome === 'skipped') return 'gone';
  if (outcome === 'unjudged' || !hasSpend) return 'not judged';
  if (!decision) return 'no budget';
  return STATES[decision.kind] || (decision.ratioPct >= 100 ? 'over limit' : 'near limit');
}

function failedRow(endpoint: Endpoint, reason: string): FleetRow {
  return { ...identity(endpoint), cost: [], data: [], sms: [], state: 'failed', reason };
}

function identity({ id, name, tags }: Endpoint): Pick<FleetRow, 'id' | 'name' | 'tags'> {
  return { id, name, tags };
}
