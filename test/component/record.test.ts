import { describe, expect, test } from '@jest/globals';
import { recordSweepStart } from '../../functions/discover/record-sweep-start.ts';
import { recordTokenLife } from '../../functions/discover/record-token-life.ts';
import type { Channel } from '../../functions/domain/messages/channel.ts';
import type { ChannelTrouble } from '../../functions/domain/messages/delivery.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { recordEvaluation } from '../../functions/evaluate/record-evaluation.ts';
import { recordRun } from '../../functions/notify/record-run.ts';
import type { NotifyRun, NotifyWork } from '../../functions/notify/run-notify.ts';
import type { SentNow } from '../../functions/notify/send-now.ts';
import { statsOf } from '../fakes/emnify.ts';
import { evaluateFakes } from '../fakes/evaluate-deps.ts';
import { fakeObservers } from '../fakes/observers.ts';
import { aMonth, aMute, anEndpoint, aPlan, minutesOn, traffic } from '../fakes/samples.ts';

const start = { sweepId: '2026-10-14T14:00:00.000Z', listed: 5, queued: 5, unreadable: 0, missing: 0 };

describe('the start of a sweep', () => {
  test('is counted and said', () => {
    const observers = fakeObservers();
    recordSweepStart(start, observers);
    expect(observers.counts).toEqual({
      SweepsStarted: 1,
      EndpointsListed: 5,
      EndpointsAsked: 5,
      EndpointsUnreadable: 0,
      EndpointsMissing: 0,
    });
    expect(observers.lines).toEqual([{ level: 'info', message: 'list refreshed', details: { sweep: start } }]);
  });

  test.each([{ unreadable: 1 }, { missing: 2 }])('is a warning with %j', (gap) => {
    const observers = fakeObservers();
    recordSweepStart({ ...start, ...gap }, observers);
    expect(observers.lines).toMatchObject([
      { level: 'warn', message: 'list refreshed without a part of the fleet', details: { sweep: gap } },
    ]);
  });
});

describe('the life of the token', () => {
  test.each([
    ['2026-10-28T14:00:00.000Z', 14],
    ['2026-10-14T02:00:00.000Z', -0.5],
  ])('that ends on %s has %d days left', (expiresAt, days) => {
    const observers = fakeObservers();
    recordTokenLife(expiresAt, new Date('2026-10-14T14:00:00Z'), observers);
    expect(observers.counts).toEqual({ TokenDaysLeft: days });
  });

  test('is not counted if its end is unknown', () => {
    const observers = fakeObservers();
    recordTokenLife('unknown', new Date('2026-10-14T14:00:00Z'), observers);
    expect(observers.counts).toEqual({});
  });
});

describe('an evaluation', () => {
  async function recorded(prepare: (fakes: ReturnType<typeof evaluateFakes>) => void) {
    const fakes = evaluateFakes();
    prepare(fakes);
    const observers = fakeObservers();
    recordEvaluation(await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') }), observers);
    return observers;
  }
  const counts = (more: Record<string, number>) => ({ EndpointsEvaluated: 1, AlertsClaimed: 0, ...more });

  test('with an alert is counted, and said with the reason that the message gives', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '6.1')));
    expect(observers.counts).toEqual(counts({ AlertsClaimed: 1 }));
    expect(observers.lines).toMatchObject([
      {
        level: 'info',
        message: 'endpoint evaluated',
        details: {
          endpointId: '166',
          period: '2026-10',
          reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached',
          alerts: [{ kind: 'crossed', budget: 'every-device', severity: 'critical' }],
        },
      },
    ]);
  });

  test('without one is counted, and said to those only who want every detail', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '1')));
    expect(observers.counts).toEqual(counts({}));
    expect(observers.lines.map(({ level }) => level)).toEqual(['debug']);
  });

  test('of an endpoint that is gone counts as skipped and not as evaluated', async () => {
    const observers = await recorded((fakes) => fakes.emnify.stats.set('166', { kind: 'gone', reason: 'HTTP 404' }));
    expect(observers.counts).toEqual({ EndpointsSkipped: 1, AlertsClaimed: 0 });
    expect(observers.lines).toMatchObject([
      { level: 'info', message: 'endpoint skipped', details: { reason: 'HTTP 404' } },
    ]);
  });

  test.each([
    ['CostUnavailable', 1, traffic('data', undefined)],
    ['CurrencyMismatches', 1, traffic('data', '1', { cost: { amount: '1', currency: 'USD' } })],
  ])('counts in %s, and in its alerts', async (name, alerts, figures) => {
    const observers = await recorded((fakes) => fakes.reports('166', figures));
    expect(observers.counts).toEqual(counts({ [name]: 1, AlertsClaimed: alerts }));
  });

  test('of an endpoint that cannot be judged counts as that alone, and says why', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '1', { period: '2026-09' })));
    expect(observers.counts).toEqual({ EndpointsUnjudged: 1, AlertsClaimed: 0 });
    const reason = "emnify's current month is 2026-09, not 2026-10";
    expect(observers.lines).toMatchObject([{ level: 'info', message: 'endpoint unjudged', details: { reason } }]);
  });

  test('whose alert is muted counts that, and says who muted it', async () => {
    const observers = await recorded((fakes) => {
      fakes.plan = aPlan(undefined, { mutes: [aMute()] });
      fakes.reports('166', traffic('data', '6.1'));
    });
    expect(observers.counts).toEqual(counts({ AlertsMuted: 1 }));
    expect(observers.lines).toMatchObject([
      { details: { alerts: [], muted: [{ kind: 'crossed', budget: 'every-device', by: 'Kim' }] } },
    ]);
  });

  test('that compares a forecast with its outcome says how far it was off', async () => {
    const fakes = evaluateFakes();
    const observers = fakeObservers();
    fakes.clock = new Date('2026-11-02T14:00:00.000Z');
    const midMonth = { method: 'm', meter: 'total' as const, currency: 'EUR', expectedAtEnd: '7.5' };
    await fakes.costHistory.write(aMonth({ midMonth }), {});
    fakes.emnify.stats.set('166', statsOf({ lastMonth: [traffic('data', '6')] }));
    recordEvaluation(await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') }), observers);
    expect(observers.counts).toMatchObject({ ForecastErrorPct: 25 });
  });
});

describe('a run of notify', () => {
  const recorded = (run: NotifyRun | SentNow) => {
    const observers = fakeObservers();
    recordRun(run, observers);
    return observers;
  };
  const ran = (more: Partial<NotifyWork> = {}): NotifyWork => ({
    kind: 'ran',
    composed: { kind: 'nothing' },
    sent: [],
    setAside: [],
    failing: [],
    waiting: 0,
    ...more,
  });
  const failing = (failures: number, channel: Channel = 'text'): ChannelTrouble => ({
    channel,
    failures,
    since: minutesOn(-10).toISOString(),
    code: 'AuthorizationError',
    reason: 'AuthorizationError: not allowed to publish',
    notBefore: minutesOn(1).toISOString(),
  });
  const sent = [{ channel: 'mail' as const, notificationId: '7f3a9c', messageId: 'message-1' }];

  test.each<[string, NotifyRun]>([
    ['with nothing to send', { kind: 'nothing-waiting' }],
    ['beside another run', { kind: 'another-run' }],
    ['that waits for a sweep to settle', ran({ composed: { kind: 'settling', alerts: 3 } })],
    ['that found nothing new', ran()],
  ])('%s is silent, and counts as a sign of life', (_, run) => {
    const { counts, lines } = recorded(run);
    expect([counts, lines]).toEqual([{ NotifyRuns: 1 }, []]);
  });

  test('that composed and sent a notification counts it and its alerts, and says both', () => {
    const composed = { kind: 'composed', notificationId: '7f3a9c', alerts: 3, subject: 's' } as const;
    const { counts, lines } = recorded(ran({ composed, sent, waiting: 2 }));
    expect(counts).toEqual({ NotifyRuns: 1, NotificationsSent: 1, AlertsSent: 3 });
    expect(lines).toEqual([
      { level: 'info', message: 'notification composed', details: { composed } },
      { level: 'info', message: 'messages sent', details: { sent, waiting: 2 } },
    ]);
  });

  test('that sent what an earlier one had composed says that, and counts no alert twice', () => {
    const { counts, lines } = recorded(ran({ sent }));
    expect([counts, lines]).toEqual([
      { NotifyRuns: 1 },
      [{ level: 'info', message: 'messages sent', details: { sent, waiting: 0 } }],
    ]);
  });

  test('in which a channel fails warns at once, and counts it from the second failure in a row on', () => {
    const once = recorded(ran({ failing: [failing(1)], waiting: 1 }));
    expect(once.counts).toEqual({ NotifyRuns: 1 });
    expect(once.lines).toEqual([
      { level: 'warn', message: 'channel fails', details: { trouble: failing(1), waiting: 1 } },
    ]);
    const more = recorded(ran({ failing: [failing(2), failing(1, 'mail'), failing(9, 'event')], waiting: 3 }));
    expect(more.counts).toEqual({ NotifyRuns: 1, ChannelsFailing: 2 });
    expect(more.lines.map(({ level, message }) => `${level} ${message}`)).toEqual(Array(3).fill('warn channel fails'));
  });

  test('that sets messages aside counts them, and says each as an error with its alerts and reason', () => {
    const setAside = ['mail', 'event'].map((channel) => ({
      channel: channel as Channel,
      notificationId: '7f3a9c',
      scopes: ['endpoint#166'],
      reason: 'InvalidParameter: Invalid parameter: Message',
    }));
    const { counts, lines } = recorded(ran({ setAside }));
    expect(counts).toEqual({ NotifyRuns: 1, MessagesSetAside: 2 });
    expect(lines).toEqual(
      setAside.map((message) => ({ level: 'error', message: 'message set aside', details: { message } })),
    );
  });

  test('by hand is said, and counts no notification', () => {
    const run: SentNow = { kind: 'sent', notificationId: '7f3a9c', sent };
    const { counts, lines } = recorded(run);
    expect([counts, lines]).toEqual([
      { NotifyRuns: 1 },
      [{ level: 'info', message: 'sent by hand', details: { run } }],
    ]);
  });
});
