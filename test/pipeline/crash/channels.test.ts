import { describe, expect, test } from '@jest/globals';
import { CHANNELS, type Channel } from '../../../functions/domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../../../functions/domain/messages/delivery.ts';
import { ONE_HOUR, type Played, play } from './play.ts';
import { crashEverywhere } from './points.ts';
import { losing, refusing, refusingWords } from './sns.ts';
import { repeatsIn, sentIn, violations } from './verdict.ts';

const MOST_MS = 60_000;
/** The only points after which something may be sent twice. */
const REPEATS = ['notify after topics.publish', 'notify before deliveries.markDelivered'];
const timetable = ONE_HOUR;
/** What endpoint 1 is called, and what it is known by where names are left out. */
const [NAME, ID] = [/tracker-1/, /tracker-1|"id":"1"/];

describe.each(CHANNELS)('a channel that takes nothing for 42 minutes (%s)', (channel) => {
  const sns = refusing(channel, 42);

  test('loses nothing, and nothing is sent twice on any channel', async () => {
    const undisturbed = sentIn(await play({ timetable }));
    const played = await play({ timetable, sns });
    expect(violations(undisturbed, played)).toEqual([]);
    expect(repeatsIn(played)).toEqual([]);
    expect(triesOf(played).filter(({ kind }) => kind === 'refused').length).toBeGreaterThanOrEqual(3);
  });

  test('gets the same refs over all tries as the other channels', async () => {
    const tries = triesOf(await play({ timetable, sns }));
    const refs = CHANNELS.map((one) => new Set(tries.filter((tried) => tried.channel === one).map(({ ref }) => ref)));
    expect(refs[0]?.size).toBe(2);
    expect(refs).toEqual([refs[0], refs[0], refs[0]]);
  });

  test(
    'loses nothing and repeats no other message wherever notify stops meanwhile',
    async () => {
      expect(await crashEverywhere('notify', { timetable, sns })).toEqual({
        violations: [],
        repeatedAt: expect.arrayContaining(REPEATS),
      });
    },
    MOST_MS,
  );
});

test('an answer that is lost, whichever it is, loses nothing and costs one more copy of its message', async () => {
  const alone = await play();
  const undisturbed = sentIn(alone);
  const { published } = alone.world.topics;
  expect(published.length).toBeGreaterThanOrEqual(12);
  for (const index of published.keys()) {
    const played = await play({ sns: losing(index) });
    expect(violations(undisturbed, played)).toEqual([]);
    expect(played.world.topics.published.length).toBe(published.length + 1);
  }
});

test(
  'a lost answer of each channel and a stop of notify anywhere lose nothing and cost one more copy each at most',
  async () => {
    for (const index of CHANNELS.keys()) {
      const { violations } = await crashEverywhere('notify', { timetable, sns: losing(index) }, ['after']);
      expect(violations).toEqual([]);
    }
  },
  MOST_MS,
);

describe('a message that SNS refuses as invalid', () => {
  test('is about the same alerts in its short form: a text leaves out what it has left out for its ration', async () => {
    const { topics } = (await play({ sns: refusingWords(/tracker-2/) })).world;
    const [text] = topics.bodies('text').filter((body) => body.includes('endpoint 2'));
    expect(text).toMatch(/endpoint 1 .*endpoint 2 /);
    expect(text).not.toContain('endpoint 3');
    const [mail] = topics.bodies('mail').filter((body) => body.includes('endpoint 2'));
    expect(mail).toContain('endpoint 3');
  });

  test(
    'is sent in its short form, wherever notify stops',
    async () => {
      const conditions = { timetable, sns: refusingWords(NAME) };
      expect((await crashEverywhere('notify', conditions, ['before'])).violations).toEqual([]);
      const { world } = await play(conditions);
      expect(world.topics.bodies('mail').filter((body) => body.includes('endpoint 1'))).toHaveLength(1);
    },
    MOST_MS,
  );

  test(
    'is set aside where that is refused too, alone and on its channel only, wherever notify stops',
    async () => {
      const { violations } = await crashEverywhere('notify', { timetable, sns: refusingWords(ID) }, ['before']);
      expect([...new Set(violations.map((broken) => broken.split(': ').at(-1)))]).toEqual([
        'lost event endpoint/1/2026-10/every-device/total/80/5 at the first check',
      ]);
    },
    MOST_MS,
  );
});

test('all that notify calls where SNS refuses something is among the points of these', async () => {
  const runs = [refusing('mail', 42), refusingWords(ID)].map((sns) => play({ timetable, sns }));
  const names = (await Promise.all(runs)).flatMap(({ run }) => run.calls.map(({ name }) => name));
  expect(names).toEqual(
    expect.arrayContaining([
      'deliveries.clearTrouble',
      'deliveries.keepTrouble',
      'deliveries.markRefused',
      'deliveries.replace',
      'deliveries.setAside',
      'notificationLog.alertsAt',
    ]),
  );
});

function triesOf({ run }: Played): { channel: Channel; ref: string; kind: Outcome['kind'] }[] {
  return run.calls
    .filter(({ name }) => name === 'topics.publish')
    .map(({ args, answer }) => {
      const [channel, message] = args as [Channel, ChannelMessage];
      return { channel, ref: message.attributes.notification, kind: (answer as Outcome).kind };
    });
}
