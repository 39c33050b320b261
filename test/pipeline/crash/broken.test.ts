import { expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import type { NotifyDeps } from '../../../functions/notify/notify-deps.ts';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import type { CrashPoint } from './life.ts';
import { type Conditions, ONE_HOUR, play, REAL } from './play.ts';
import { refusing } from './sns.ts';
import { sentIn, violations } from './verdict.ts';

type Deliveries = NotifyDeps['deliveries'];

const ALERT = 'endpoint#1 2026-10#every-device#total#80#5';
const EVENT = 'event endpoint/1/2026-10/every-device/total/80/5 at the first check';

test('a notify that marks alerts before it stores their notification is seen to lose them on every channel', async () => {
  const useCases = notifyWith(({ deliveries, notificationLog }) => ({
    async add(head, list, messages) {
      for (const key of list) await notificationLog.markSent(key, { at: head.composedAt, notificationId: 'early' });
      await deliveries.add(head, list, messages);
    },
  }));
  const seen = await seenIn({ crashAt: await pointAt(0, 'deliveries.add', 'before', useCases), useCases });
  expect(seen).toEqual(expect.arrayContaining([`lost text ${ALERT}`, `lost mail ${ALERT}`, `lost ${EVENT}`]));
  expect(seen).toContain('counted 0 of 1 muted alerts');
});

test('a notify that publishes before it stores is seen to send twice', async () => {
  const useCases = notifyWith(({ deliveries, topics, now }) => ({
    async add(head, list, messages) {
      for (const { channel, message } of messages) await topics.publish(channel, message);
      await deliveries.add(head, list, messages);
      for (const delivery of await deliveries.undelivered(head.key)) {
        await deliveries.markDelivered(delivery, { at: now(), messageId: 'early' });
      }
    },
  }));
  expect(await seenIn({ useCases })).toEqual([]);
  expect(await seenIn({ crashAt: await pointAt(-1, 'deliveries.add', 'before', useCases), useCases })).toEqual([
    'sent 2 times text group#together 2026-10#together#total#100#26',
    'sent 2 times text organisation#my 2026-10#workspace#total#80#24',
    'sent 2 times mail group#together 2026-10#together#total#100#26',
    'sent 2 times mail organisation#my 2026-10#workspace#total#80#24',
  ]);
});

test('a notify without a lease is seen to send twice where two run at once', async () => {
  const useCases = notifyWith(() => ({ lease: async () => true }));
  const seen = await seenIn({ twins: { useCase: 'notify', behind: 3 }, useCases });
  expect(seen).toEqual(expect.arrayContaining([`sent 2 times mail ${ALERT}`, `sent 2 times ${EVENT}`]));
});

test('a notify that marks neither what was delivered nor what is done is seen to send it again and again', async () => {
  const marksNothing = { markDelivered: async () => {}, markDone: async () => {} };
  const seen = await seenIn({ useCases: notifyWith(() => marksNothing) });
  expect(seen).toContainEqual(
    expect.stringMatching(/^sent \d+ times text endpoint#1 2026-10#every-device#total#80#5$/),
  );
});

test('a notify that never marks what was delivered is seen to leave it undelivered', async () => {
  const seen = await seenIn({ useCases: notifyWith(() => ({ markDelivered: async () => {} })) });
  expect([...new Set(seen)]).toEqual(['still waiting event', 'still waiting mail', 'still waiting text']);
});

test('a notify that never closes a notification is seen to leave it open', async () => {
  expect(await seenIn({ useCases: notifyWith(() => ({ markDone: async () => {} })) })).toContain(
    'still waiting notification [WARNING] group together: EUR 21.60 of EUR 26.00 (83%), Oct 2026 - emnify cost alert',
  );
});

test('a notify that forgets which alerts a notification lists is seen to send them in two', async () => {
  const useCases = notifyWith(({ deliveries }) => ({
    async state() {
      const state = await deliveries.state();
      return { ...state, notifications: state.notifications.map(({ head }) => ({ head, lists: [] })) };
    },
  }));
  expect(await seenIn({ crashAt: await pointAt(0, 'deliveries.add', 'after', useCases), useCases })).toContain(
    `in two notifications ${ALERT}`,
  );
});

test('a notify that marks no muted alert as counted is seen to count it again and again', async () => {
  const useCases = notifyWith(({ deliveries }) => ({
    add: (head, list, messages) =>
      deliveries.add(
        head,
        list.filter(({ severity }) => severity !== undefined),
        messages,
      ),
  }));
  expect(await seenIn({ useCases })).toContain('counted 3 of 1 muted alerts');
});

test('a notify that gives up what a channel refuses is seen to lose it there, and there only', async () => {
  const useCases = notifyWith(({ deliveries, now }) => ({
    markRefused: (delivery) => deliveries.setAside(delivery, { at: now(), reason: 'refused' }),
  }));
  const seen = await seenIn({ sns: refusing('mail', 42), timetable: ONE_HOUR, useCases });
  expect(seen).toContain(`lost mail ${ALERT}`);
  expect(seen.filter((broken) => !broken.includes(' mail'))).toEqual([]);
});

test('an evaluate that claims the same crossing under another key when it comes back is seen to invent', async () => {
  const checked = new Set<string>();
  const evaluate: typeof evaluateEndpoint = async (deps, input) => {
    const isBack = checked.has(`${input.sweepId} ${input.endpoint.id}`);
    checked.add(`${input.sweepId} ${input.endpoint.id}`);
    const notificationLog = Object.assign(Object.create(deps.notificationLog), {
      claims: async () => [],
      claim: (alert: Parameters<typeof deps.notificationLog.claim>[0]) =>
        deps.notificationLog.claim(isBack ? { ...alert, budget: `${alert.budget} again` } : alert),
    });
    return await evaluateEndpoint({ ...deps, notificationLog }, input);
  };
  expect(await seenIn({ deliverAgainAfter: [5], useCases: { ...REAL, evaluate } })).toContain(
    'invented mail endpoint#1 2026-10#every-device again#total#80#5',
  );
});

test('a crash point beyond the last call is seen as one that nothing came to', async () => {
  const crashAt = { useCase: 'notify', index: 1_000_000, when: 'before' } as const;
  expect(await seenIn({ crashAt })).toEqual(['never came to its crash point']);
});

/** @param change what of the deliveries is otherwise */
function notifyWith(change: (deps: NotifyDeps) => Partial<Deliveries>): typeof REAL {
  const notify: typeof runNotify = async (deps, timeLeft) => {
    const deliveries: Deliveries = Object.assign(Object.create(deps.deliveries), change(deps));
    return await runNotify({ ...deps, deliveries }, timeLeft);
  };
  return { ...REAL, notify };
}

/** The point at one of the calls of `notify` with a name: 0 is the first of them, -1 the last. */
async function pointAt(
  place: number,
  name: string,
  when: CrashPoint['when'],
  useCases: typeof REAL,
): Promise<CrashPoint> {
  const calls = (await play({ useCases })).run.calls.filter(({ useCase }) => useCase === 'notify');
  const index = calls.flatMap((call, at) => (call.name === name ? [at] : [])).at(place) ?? -1;
  return { useCase: 'notify', index, when };
}

async function seenIn({ timetable, ...others }: Conditions): Promise<string[]> {
  return violations(sentIn(await play({ timetable })), await play({ timetable, ...others }));
}
