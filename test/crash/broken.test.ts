import { expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { notifyPending } from '../../functions/notify/notify-pending.ts';
import { type Conditions, play, REAL } from './play.ts';
import { toldIn, violations } from './verdict.ts';

test('a notify that marks before it publishes is seen to lose what it had marked', async () => {
  const notify: typeof notifyPending = async (deps) => {
    const { notificationLog } = deps;
    const marksFirst: typeof notificationLog = Object.assign(Object.create(notificationLog), {
      async lease(...[alert, now]: Parameters<typeof notificationLog.lease>) {
        const isOurs = await notificationLog.lease(alert, now);
        if (isOurs) await notificationLog.markSent(alert, { at: now, notificationId: 'early', messageId: 'early' });
        return isOurs;
      },
      markSent: async () => {},
    });
    return await notifyPending({ ...deps, notificationLog: marksFirst });
  };
  const useCases = { ...REAL, notify };
  const { run } = await play({ useCases });
  const index = run.calls
    .filter(({ useCase }) => useCase === 'notify')
    .findIndex(({ name }) => name === 'topic.publish');
  expect(await seenIn({ crashAt: { useCase: 'notify', index, when: 'before' }, useCases })).toEqual([
    'lost endpoint/1/2026-10/every-device/total/80/5 at first look',
    'lost endpoint/3/2026-10/with-forecast/total/forecast/20 at first look',
  ]);
});

test('a notify without leases is seen to tell twice where two run at once', async () => {
  const notify: typeof notifyPending = async (deps) => {
    const notificationLog = Object.assign(Object.create(deps.notificationLog), { lease: async () => true });
    return await notifyPending({ ...deps, notificationLog });
  };
  expect(await seenIn({ twins: { useCase: 'notify', behind: 3 }, useCases: { ...REAL, notify } })).toContain(
    'told 2 times endpoint/1/2026-10/every-device/total/80/5 at first look',
  );
});

test('a notify that never marks is seen to tell again and again', async () => {
  const notify: typeof notifyPending = async (deps) => {
    const notificationLog = Object.assign(Object.create(deps.notificationLog), { markSent: async () => {} });
    return await notifyPending({ ...deps, notificationLog });
  };
  expect(await seenIn({ useCases: { ...REAL, notify } })).toContainEqual(
    expect.stringMatching(/^told \d+ times endpoint\/1\/2026-10\/every-device\/total\/80\/5 at first look$/),
  );
});

test('an evaluate that claims the same crossing under another key when it comes back is seen to invent', async () => {
  const looked = new Set<string>();
  const evaluate: typeof evaluateEndpoint = async (deps, input) => {
    const isBack = looked.has(`${input.sweepId} ${input.endpoint.id}`);
    looked.add(`${input.sweepId} ${input.endpoint.id}`);
    const notificationLog = Object.assign(Object.create(deps.notificationLog), {
      claims: async () => [],
      claim: (alert: Parameters<typeof deps.notificationLog.claim>[0]) =>
        deps.notificationLog.claim(isBack ? { ...alert, dedupKey: `${alert.dedupKey}/again` } : alert),
    });
    return await evaluateEndpoint({ ...deps, notificationLog }, input);
  };
  expect(await seenIn({ deliverAgainAfter: [5], useCases: { ...REAL, evaluate } })).toContain(
    'invented endpoint/1/2026-10/every-device/total/80/5/again at first look',
  );
});

test('a crash point beyond the last call is seen as one that nothing came to', async () => {
  const crashAt = { useCase: 'notify', index: 1_000_000, when: 'before' } as const;
  expect(await seenIn({ crashAt })).toEqual(['never came to its crash point']);
});

async function seenIn(conditions: Conditions): Promise<string[]> {
  return violations(toldIn(await play()), await play(conditions));
}
