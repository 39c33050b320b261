import { afterAll, describe, expect, test } from '@jest/globals';
import { isTrouble, nameOf, SERVICES, type Trouble } from './cells.ts';
import { startGround } from './ground.ts';
import { CELLS } from './matrix.ts';
import type { Trial } from './trial.ts';
import { tryOut } from './try-out.ts';
import { violations } from './verdict.ts';

/** So many at once: most of them wait, and who waits for silence needs a process that is not busy all the time. */
const AT_ONCE = 8;

const troubles = CELLS.filter(isTrouble);
const trials = new Map(troubles.map((trouble) => [trouble, Promise.withResolvers<Trial>()]));
for (const { promise } of trials.values()) promise.catch(() => {});
const all = tryAll();
afterAll(async () => await all);

/** Those that wait longest come first. */
async function tryAll(): Promise<void> {
  const ground = await startGround();
  const queue = [...trials].sort(([a], [b]) => (b.timeLimitMs ?? 0) - (a.timeLimitMs ?? 0));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [trouble, { resolve, reject }] = next;
      await tryOut(trouble, ground).then(resolve, reject);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await ground.close();
}

describe.each(Object.entries(SERVICES))('%s', (service, name) => {
  const ofService = troubles.filter((trouble) => trouble.service === service);
  test.each(ofService.map((trouble) => [`${name}, ${nameOf(trouble)}`, trouble] as const))('%s', async (_, trouble) => {
    expect(violations(trouble, await trialOf(trouble))).toEqual([]);
  });
});

describe('the verdict', () => {
  const trouble = troubles.find(({ service, kind }) => service === 'secretsManager' && kind === 'throttled');

  test.each<[string, Partial<Trouble>, RegExp]>([
    ['other words than the error has', { says: 'Internal error' }, /^discover said: .*Rate exceeded/],
    ['a failure that is not foreseen', { fails: ['discover', 'evaluate'] }, /^failed meanwhile: .*"aggregate"\]/],
    ['a failure that does not come', { fails: ['discover', 'evaluate', 'aggregate', 'notify'] }, /^failed meanwhile/],
    [
      'a condition that is not said',
      { alsoHeard: ['Token refused'] },
      /^said by the watchdog: .* and not .*"Token refused"/,
    ],
    ['a condition that is not foreseen', { fails: [] }, /^said by the watchdog: .*"No sweep".* and not \[\]/],
    ['a report that says nothing of it', { reportSays: '0 confirmed' }, /^the report did not say: 0 confirmed/],
    ['another number of messages', { copies: { mail: 2 } }, /^sent in the end by mail: .*,1\].* and not .*,2\]/],
    [
      'a channel that is said to wait and does not',
      { waits: ['text'] },
      /^channels that fail: \[\] and not \["text"\]/,
    ],
  ])('sees %s', async (_, otherwise, words) => {
    const expected = { ...requireTrouble(trouble), ...otherwise };
    const seen = violations(expected, await trialOf(requireTrouble(trouble)));
    expect(seen).toContainEqual(expect.stringMatching(words));
  });

  test.each<[string, (trial: Trial) => Partial<Trial>, RegExp]>([
    ['a fault that nothing met', ({ hits }) => ({ hits: { ...hits, during: 0 } }), /^was met: false/],
    ['a fault that was over at once', ({ hits }) => ({ hits: { ...hits, after: 0 } }), /^was met at its end: false/],
    ['a lost alert', ({ sent }) => withOther(sent, new Map()), /^sent in the end by text: \[\]/],
    ['an invented alert', ({ sent }) => withOther(sent, new Map([['invented', 1]])), /^sent .*invented/],
    ['a sum that has doubled', ({ spends }) => ({ spends: { ...spends, together: 'EUR 18.2' } }), /^stored in the end/],
    ['what comes late when it is over', ({ after }) => ({ after: later(after) }), /^sent at once afterwards: false/],
    ['a failure when it is over', ({ during }) => ({ after: during }), /^failed afterwards: /],
  ])('sees %s', async (_, change, words) => {
    const trial = await trialOf(requireTrouble(trouble));
    const seen = violations(requireTrouble(trouble), { ...trial, ...change(trial) });
    expect(seen).toContainEqual(expect.stringMatching(words));
  });
});

async function trialOf(trouble: Trouble): Promise<Trial> {
  const trial = await trials.get(trouble)?.promise;
  if (!trial) throw new Error(`${nameOf(trouble)} is not tried`);
  return trial;
}

function requireTrouble(trouble: Trouble | undefined): Trouble {
  if (!trouble) throw new Error('There is no such trouble any more.');
  return trouble;
}

function withOther(sent: Trial['sent'], text: Map<string, number>): Partial<Trial> {
  return { sent: { ...sent, atLast: { ...sent.atLast, text } } };
}

function later(round: Trial['after']): Trial['after'] {
  return round && { ...round, isAllSentAtOnce: false };
}
