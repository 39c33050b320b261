import { budgetsFor } from '../../../../functions/domain/budgets/budget.ts';
import { effectiveBudgetFor } from '../../../../functions/domain/budgets/limit-from-tag.ts';
import type { Endpoint } from '../../../../functions/domain/costs/endpoint.ts';
import type { Spend } from '../../../../functions/domain/costs/spend.ts';
import { judge } from '../../../../functions/domain/judging/thresholds.ts';
import { maskAddress } from '../../../../functions/domain/messages/recipient.ts';
import {
  addEndpoint,
  addNeverJudged,
  addShared,
  emptyReport,
  finishReport,
  type OwnState,
  type Report,
  sharedBudgets,
} from '../../../../functions/domain/messages/report.ts';
import type { EndpointMonth } from '../../../../functions/domain/records/endpoint-month.ts';
import { type Decimal, type Money, subtract } from '../../../../functions/domain/values/money.ts';
import { anEndpoint, NOW, PLAN } from './sample-alerts.ts';
import { SAMPLE_PRESSES } from './sample-presses.ts';

const MONTH = '2026-10';
const THIS_MORNING = '2026-10-18T06:50:00.000Z';

/** A quiet day: nothing over, nothing wrong. */
export function quietReport(): Report {
  const report = emptyReport({ ...PLAN, mutes: [] }, NOW);
  addEndpoint(report, aMonth(anEndpoint('11898931', 'tracker-truck-012', ['truck']), '0.55', ['0.49', '0.52'], '0.77'));
  addEndpoint(
    report,
    aMonth(anEndpoint('11898672', 'camera-parking-east', ['camera']), '18.40', ['16.05', '17.20'], '36.25'),
  );
  return finishReport(report, { ...HEALTHY, sent: [] });
}

/** A day on which every section of the report has something to say. */
export function fullReport(): Report {
  const kept = { since: '2026-10-15T09:00:00.000Z', cause: 'wrong' as const, problem: 'line 4: limit is "fifty"' };
  const report = emptyReport({ ...PLAN, kept }, NOW);
  const gate = aMonth(anEndpoint('11898598', 'camera-gate-north', ['camera']), '50.15', ['43.70', '46.89'], '36.25');
  const lab = aMonth(anEndpoint('11899930', 'gateway-lab', ['lab']), '7.20', ['2.05', '5.10']);
  const ship = aMonth(anEndpoint('11900448', 'tracker-ship-atlantic'), '0.28', ['0.28', '0.28']);
  ship.spend?.meters.total.push({ currency: 'USD', amount: '1.28' });
  const silent: EndpointMonth = {
    ...aMonth(anEndpoint('11899042', 'tracker-trailer-02'), '0.23', ['0.19', '0.23']),
    fetchedAt: '2026-10-16T06:50:00.000Z',
  };
  const refused: EndpointMonth = {
    ...aMonth(anEndpoint('11900596', 'meter-power-0403'), '1.10', ['0.98', '1.10']),
    outcome: 'unjudged',
    unjudged: 'refused',
  };
  const moved: EndpointMonth = {
    ...aMonth(anEndpoint('11899153', 'tracker-bike-30', ['rental']), '0.41', ['0.02', '0.03'], '0.13'),
    unusual: {
      since: '2026-10-18T02:10:00.000Z',
      pace: {
        perHour: '0.095',
        overHours: 4,
        usualPerDay: '0.0042',
        basis: 'last-month',
        meter: 'total',
        currency: 'EUR',
        limit: '5',
      },
    },
    imeiChange: { before: '351234560789012', now: '860384060123456', at: '2026-10-17T21:10:00.000Z' },
  };
  const depot = anEndpoint('11900263', 'ev-charger-depot-3');
  const { spend: _, ...spare } = aMonth(anEndpoint('11898857', 'camera-spare', ['camera']), '0', ['0', '0']);
  const idle: EndpointMonth[] = [
    aMonth({ ...depot, status: 'Disabled', simStatus: 'Activated' }, '0', ['0', '0'], '0.53'),
    { ...spare, endpoint: { ...spare.endpoint, simStatus: 'Activated' } },
  ];
  for (const month of [gate, lab, ship, silent, refused, moved, ...idle]) addEndpoint(report, month);
  for (const shared of sharedBudgets(PLAN)) {
    addShared(report, shared, {
      period: MONTH,
      fetchedAt: THIS_MORNING,
      spend: spendOf('352.40'),
      limits: { workspace: '2000' },
    });
  }
  addNeverJudged(report, { ...silent, period: '2026-08', isOpen: true });
  return finishReport(report, {
    sent: [
      { notificationId: '34e44b', sentAt: '2026-10-17T16:05:00.000Z', alerts: 1, subject: GATE_SUBJECT },
      { notificationId: '51c07d', sentAt: '2026-10-18T05:31:00.000Z', alerts: 3, subject: LIST_SUBJECT, setAside: 1 },
    ],
    waiting: 2,
    failing: [
      { channel: 'text', failures: 4, since: '2026-10-18T05:31:00.000Z', code: 'Throttled', reason: '', notBefore: '' },
    ],
    sweep: { sweepId: THIS_MORNING, listed: 58, missing: 2, brokeOff: 'emnify answered with HTTP 502' },
    subscribers: {
      confirmed: 3,
      pending: 1,
      missing: 2,
      recipients: [
        { channel: 'mail', address: maskAddress('ops@example.com'), state: 'lasting' },
        { channel: 'mail', address: maskAddress('night-shift@example.com'), state: 'clicked' },
        { channel: 'mail', address: maskAddress('kim@example.com'), state: 'pending' },
        { channel: 'mail', address: maskAddress('sam@example.com'), state: 'missing' },
        { channel: 'text', address: maskAddress('+15555550100'), state: 'lasting' },
        { channel: 'text', address: maskAddress('+15555550101'), state: 'missing' },
      ],
    },
    presses: SAMPLE_PRESSES,
  });
}

const GATE_SUBJECT = '[CRITICAL] camera-gate-north: EUR 50.15 of EUR 50.00 (100%), Oct 2026 - emnify cost alert';
const LIST_SUBJECT = '[WARNING] tracker-t..k-003 82%, tracker-t..k-002 81%, tracker-t..k-001 80%, Oct 2026';

const HEALTHY: OwnState = {
  sent: [],
  presses: [],
  waiting: 0,
  failing: [],
  sweep: { sweepId: THIS_MORNING, listed: 2, missing: 0 },
  subscribers: {
    confirmed: 3,
    pending: 0,
    missing: 0,
    recipients: [
      { channel: 'mail', address: maskAddress('ops@example.com'), state: 'lasting' },
      { channel: 'mail', address: maskAddress('kim@example.com'), state: 'lasting' },
      { channel: 'text', address: maskAddress('+15555550100'), state: 'lasting' },
    ],
  },
};

/** A month of one endpoint. @param dayStarts its cost when yesterday and today began @param lastMonth its cost in the whole previous month */
function aMonth(
  endpoint: Endpoint,
  cost: Decimal,
  dayStarts: [yesterday: Decimal, today: Decimal],
  lastMonth?: Decimal,
): EndpointMonth {
  const spend = spendOf(cost);
  return {
    endpoint,
    period: MONTH,
    outcome: 'evaluated',
    reason: '',
    fetchedAt: THIS_MORNING,
    spend,
    decisions: budgetsFor(endpoint, PLAN).map((budget) =>
      judge(effectiveBudgetFor(endpoint, budget).effectiveBudget, PLAN.currency, spend, []),
    ),
    ...(lastMonth !== undefined && { lastMonth: euros(lastMonth) }),
    dayCosts: {
      day: '2026-10-18',
      atStart: { total: Number(dayStarts[1]) },
      before: { total: [Number(subtract(dayStarts[1], dayStarts[0]))] },
    },
  };
}

function spendOf(amount: Decimal): Spend {
  return { period: MONTH, meters: { total: euros(amount), data: euros(amount), sms: [] }, costUnavailable: [] };
}

function euros(amount: Decimal): Money[] {
  return [{ currency: PLAN.currency, amount }];
}
