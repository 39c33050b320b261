import { parsePlan } from '../../../../functions/budgets-file/budgets.ts';
import {
  type BudgetPlan,
  budgetsFor,
  budgetsOf,
  type EffectiveBudget,
} from '../../../../functions/domain/budgets/budget.ts';
import { effectiveBudgetFor } from '../../../../functions/domain/budgets/limit-from-tag.ts';
import type { Fault } from '../../../../functions/domain/costs/data-fault.ts';
import type { Endpoint } from '../../../../functions/domain/costs/endpoint.ts';
import { groupScope, ORGANISATION, type Scope, scopeOf } from '../../../../functions/domain/costs/scope.ts';
import type { Spend } from '../../../../functions/domain/costs/spend.ts';
import type { SpendPoint } from '../../../../functions/domain/costs/spend-points.ts';
import {
  type Alert,
  type Claim,
  type DearPrice,
  type Figures,
  faultAlert,
} from '../../../../functions/domain/judging/alert.ts';
import { judgeBudget } from '../../../../functions/domain/judging/judge-budget.ts';
import { type Decimal, type Money, sum, ZERO } from '../../../../functions/domain/values/money.ts';

/** The moment at which the samples are composed: a Sunday afternoon, after two thirds of the month. */
export const NOW = new Date('2026-10-18T14:20:00.000Z');
/** The moment at which late charges of the previous month are found. */
export const LATE_NOW = new Date('2026-10-01T06:20:00.000Z');
/** The moment of the request to emnify, and the age of its figures. */
const FETCHED_AT = new Date('2026-10-18T14:18:00.000Z');
const LAST_UPDATED = '2026-10-18T14:03:00.000Z';
const PERIOD = '2026-10';
const LAST_PERIOD = '2026-09';

/** The budgets of the samples. */
export const PLAN: BudgetPlan = parsePlan(
  JSON.stringify({
    currency: 'EUR',
    budgets: [
      { name: 'cameras', match: { tags: ['camera'] }, limit: 50, limitFromTag: 'cost-limit' },
      { name: 'alarm-texts', match: { tags: ['alarm'] }, meter: 'sms', limit: 2 },
      { name: 'every-device', limit: 5 },
      { name: 'all-cameras', scope: 'group', match: { tags: ['camera'] }, limit: 400 },
      { name: 'workspace', scope: 'organisation', limit: 'emnify' },
    ],
    mutes: [
      { match: { tags: ['lab'] }, until: '2026-11-02T00:00:00.000Z', reason: 'load test', who: 'Kim' },
      { budget: 'all-cameras', until: '2026-10-12T00:00:00.000Z', reason: 'trade fair', who: 'Alex' },
    ],
  }),
  'the budgets of the samples',
);

export function anEndpoint(id: string, name: string, tags: string[] = []): Endpoint {
  return { id, name, tags, status: 'Enabled', iccid: `89883030000067${id.slice(-5)}` };
}

/** The figures of one scope from emnify and the tables; amounts in EUR unless they name another currency. */
export interface SampleFigures {
  data?: Decimal;
  sms?: Decimal;
  otherCurrencies?: Money[];
  costUnavailable?: string[];
  lastMonth?: Decimal;
  /** The cost of the month a day and six hours before, on every meter. */
  dayAgo?: Decimal;
  sixHoursAgo?: Decimal;
  hourAgo?: Decimal;
  /** Cost of each day before, the newest last, on every meter. */
  days?: number[];
  /** When it went back to its usual pace. */
  usualSince?: string;
  /** Cost of a MB, where it is dear. */
  price?: DearPrice;
  /** Thresholds alerted before, with the moment. */
  sent?: [thresholdPct: number, at: string][];
  activeLastHour?: boolean;
  isLate?: boolean;
  unseen?: string[];
}

/** Makes the alerts of one check of an endpoint. */
export function endpointAlerts(endpoint: Endpoint, figures: SampleFigures): Alert[] {
  return budgetsFor(endpoint, PLAN).flatMap((budget) => {
    const { effectiveBudget, faults } = effectiveBudgetFor(endpoint, budget);
    return [
      ...judged(effectiveBudget, scopeOf(endpoint), figures),
      ...faults.map((fault) => sampleFault(fault, scopeOf(endpoint), budget.name)),
    ];
  });
}

/** Makes the alerts of the group `all-cameras`. */
export function groupAlerts(figures: SampleFigures): Alert[] {
  return budgetsOf('group', PLAN).flatMap((budget) => judged(budget, groupScope(budget.name), figures));
}

/** Makes the alerts of the organisation, with emnify's own limit. */
export function organisationAlerts(limit: Decimal, figures: SampleFigures): Alert[] {
  return budgetsOf('organisation', PLAN).flatMap((budget) =>
    judged({ ...budget, limit, isEmnifysLimit: true }, ORGANISATION, figures),
  );
}

export function sampleFault(fault: Fault, scope: Scope = ORGANISATION, budget = 'every-device'): Alert {
  const figures = { scope, spend: { period: PERIOD, lastUpdated: LAST_UPDATED }, fetchedAt: FETCHED_AT };
  return faultAlert(fault, { budget, meter: 'total', currency: PLAN.currency }, figures);
}

function judged(effectiveBudget: EffectiveBudget, scope: Scope, sample: SampleFigures): Alert[] {
  const { lastMonth, activeLastHour, isLate, unseen, days = [], usualSince, price } = sample;
  const figures: Figures = {
    scope,
    spend: spendOf(sample, isLate ? LAST_PERIOD : PERIOD),
    ...(lastMonth !== undefined && { lastMonth: spendOf({ data: lastMonth }, LAST_PERIOD) }),
    usualSince,
    price,
    activeLastHour,
    fetchedAt: isLate ? new Date(LATE_NOW.getTime() - 120_000) : FETCHED_AT,
    ...(unseen && { coverage: { endpoints: 8, unseen } }),
  };
  return judgeBudget(effectiveBudget, {
    currency: PLAN.currency,
    figures,
    claims: claimsOf(sample, effectiveBudget),
    points: isLate ? undefined : pointsOf(sample),
    days: { total: days, data: days, sms: days },
  }).alerts;
}

function spendOf(sample: SampleFigures, period: string): Spend {
  const { data = ZERO, sms = ZERO, otherCurrencies = [], costUnavailable = [] } = sample;
  const money = (amount: Decimal): Money[] => (amount === ZERO ? [] : [{ currency: PLAN.currency, amount }]);
  const meters = { total: [...money(sum(data, sms)), ...otherCurrencies], data: money(data), sms: money(sms) };
  const lastUpdated = period === PERIOD ? LAST_UPDATED : '2026-10-01T05:55:00.000Z';
  return { period, meters, costUnavailable, lastUpdated };
}

function claimsOf({ sent = [] }: SampleFigures, { name: budget, meter, limit }: EffectiveBudget): Claim[] {
  return sent.map(([thresholdPct, sentAt]) => ({ kind: 'crossed', budget, meter, limit, thresholdPct, sentAt }));
}

function pointsOf({ dayAgo, sixHoursAgo, hourAgo }: SampleFigures): SpendPoint[] {
  const point = (hours: number, amount: Decimal | undefined): SpendPoint[] => {
    const total = [{ currency: PLAN.currency, amount: amount ?? ZERO }];
    const at = new Date(FETCHED_AT.getTime() - hours * 3_600_000).toISOString();
    return amount === undefined ? [] : [{ at, meters: { total, data: total, sms: total } }];
  };
  return [...point(24, dayAgo), ...point(6, sixHoursAgo), ...point(1, hourAgo)];
}
