import { describe, expect, test } from '@jest/globals';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import { type NotifyFakes, notifyFakes } from '../../fakes/notify-deps.ts';
import { alertsOf, anAlert, aScope, minutesOn } from '../../fakes/samples.ts';
import { DENIED, INVALID, LOST } from '../../fakes/topics.ts';

const counts = ({ topics }: NotifyFakes) => ({
  text: topics.bodies('text').length,
  mail: topics.bodies('mail').length,
  event: topics.bodies('event').length,
});

/** Lets one channel, or all, answer so until this is called. */
function answering(fakes: NotifyFakes, answer: typeof DENIED | typeof LOST, only?: Channel): () => void {
  const given = answer.kind === 'accepted' ? undefined : answer;
  fakes.topics.answer = (channel) => (only === undefined || channel === only ? given : undefined);
  return () => {
    fakes.topics.answer = undefined;
  };
}

const on = (id: string, minutes = 0) =>
  anAlert({ scope: aScope(id), ref: `00000${id}`.slice(-6), figures: { fetchedAt: minutesOn(minutes).toISOString() } });

describe('a channel that refuses', () => {
  test('is tried again alone, with pauses that double from a minute to an hour, under the same ref', async () => {
    const fakes = await notifyFakes([on('1')]);
    const over = answering(fakes, DENIED, 'text');
    const tries: number[] = [];
    fakes.topics.answer = ((inner) => (channel, message) => {
      if (channel === 'text') tries.push((fakes.clock.at.getTime() - minutesOn(0).getTime()) / 60_000);
      return inner?.(channel, message);
    })(fakes.topics.answer);
    for (let minute = 0; minute <= 6 * 60; minute++) await fakes.runAt(minute);
    const pauses = tries.slice(1).map((minute, index) => minute - (tries[index] ?? 0));
    // A pause is over strictly after its time, so a round of a minute comes on top.
    expect(pauses).toEqual([2, 3, 5, 9, 17, 33, 61, 61, 61, 61]);
    expect(counts(fakes)).toEqual({ text: 0, mail: 1, event: 1 });
    over();
    for (let minute = 361; minute <= 480; minute++) await fakes.runAt(minute);
    expect(counts(fakes)).toEqual({ text: 1, mail: 1, event: 1 });
    expect(fakes.topics.bodies('text')[0]).toContain('Ref 000001');
    expect(fakes.topics.bodies('mail')[0]).toContain('Ref 000001');
  });

  test('keeps nothing from the other channels, and its own messages go out when it is back', async () => {
    const fakes = await notifyFakes([on('1')]);
    const over = answering(fakes, DENIED, 'text');
    for (let minute = 0; minute < 24 * 60; minute++) {
      if (minute % 180 === 60) await fakes.notificationLog.claim(on(`${minute}`, minute));
      await fakes.runAt(minute);
    }
    expect(counts(fakes)).toEqual({ text: 0, mail: 9, event: 9 });
    over();
    for (let minute = 24 * 60; minute < 25 * 60 + 10; minute++) await fakes.runAt(minute);
    expect(counts(fakes)).toEqual({ text: 9, mail: 9, event: 9 });
    const refs = (channel: Channel) => fakes.topics.bodies(channel).map((body) => /Ref (\w+)/.exec(body)?.[1]);
    expect(refs('text').toSorted()).toEqual(refs('mail').toSorted());
    expect(await fakes.runAt(26 * 60)).toEqual({ kind: 'nothing-waiting' });
  });

  test('is named in the next mail, or in the next text where mails fail', async () => {
    const texts = await notifyFakes([on('1')]);
    answering(texts, DENIED, 'text');
    await texts.runAt(0);
    await texts.notificationLog.claim(on('2', 30));
    await texts.runAt(30);
    expect(texts.topics.bodies('mail')).toEqual([
      expect.not.stringContaining('Texts fail'),
      expect.stringContaining('\nTexts have been failing since 14 Oct 14:00 UTC (SNS: AuthorizationError).'),
    ]);
    const mails = await notifyFakes([on('1')]);
    answering(mails, DENIED, 'mail');
    await mails.runAt(0);
    await mails.notificationLog.claim(on('2', 30));
    await mails.runAt(30);
    expect(mails.topics.bodies('text')).toEqual([
      expect.not.stringContaining('Mails fail'),
      expect.stringContaining('Mails failing since 14:00. Ref'),
    ]);
  });

  test('sends a late message that says so', async () => {
    const fakes = await notifyFakes([on('1')]);
    const over = answering(fakes, DENIED);
    for (let minute = 0; minute < 60; minute++) await fakes.runAt(minute);
    over();
    for (let minute = 60; minute < 200; minute++) await fakes.runAt(minute);
    expect(fakes.topics.bodies('mail')).toEqual([
      expect.stringContaining(
        '\nThis mail is late: it was written on 14 Oct 14:00 UTC and could not be sent earlier.\n',
      ),
    ]);
    expect(fakes.topics.bodies('text')).toEqual([expect.stringMatching(/Late, from 14:00\.$/)]);
    expect(JSON.parse(fakes.topics.bodies('event')[0] ?? '')).toMatchObject({ composedAt: minutesOn(0).toISOString() });
  });

  test('is answered in the run: since when, how often, why, and how much waits', async () => {
    const fakes = await notifyFakes([on('1')]);
    answering(fakes, DENIED, 'mail');
    await fakes.runAt(0);
    expect(await fakes.workAt(2)).toMatchObject({
      failing: [
        {
          channel: 'mail',
          failures: 2,
          since: minutesOn(0).toISOString(),
          code: 'AuthorizationError',
          notBefore: minutesOn(4).toISOString(),
        },
      ],
      waiting: 1,
    });
  });

  test('is no reason to pause once it takes a message', async () => {
    const fakes = await notifyFakes([on('1')]);
    const over = answering(fakes, DENIED, 'mail');
    await fakes.runAt(0);
    await fakes.notificationLog.claim(on('2', 1));
    await fakes.runAt(1);
    over();
    const run = await fakes.workAt(2);
    expect(run.sent.map(({ channel }) => channel)).toEqual(['mail', 'mail']);
    expect(run.failing).toEqual([]);
  });
});

describe('lost answers', () => {
  test('for ten minutes are four copies at most, and the last of them is known to be taken', async () => {
    const fakes = await notifyFakes([on('1')]);
    const over = answering(fakes, LOST);
    for (let minute = 0; minute < 10; minute++) await fakes.runAt(minute);
    over();
    for (let minute = 10; minute < 180; minute++) await fakes.runAt(minute);
    expect(counts(fakes)).toEqual({ text: 4, mail: 4, event: 4 });
    expect(fakes.notificationLog.sent()).toHaveLength(1);
  });

  test('block no other message of the channel', async () => {
    const fakes = await notifyFakes([on('1')]);
    fakes.topics.answer = (channel, { body }) =>
      channel === 'mail' && body.includes('tracker-1 ') && LOST.kind === 'unknown' ? LOST : undefined;
    await fakes.runAt(0);
    await fakes.notificationLog.claim(on('2', 1));
    for (let minute = 1; minute < 20; minute++) await fakes.runAt(minute);
    expect(fakes.topics.bodies('mail').filter((mail) => mail.includes('tracker-2'))).toHaveLength(1);
  });
});

describe('a message that SNS refuses as invalid', () => {
  const refusing = (fakes: NotifyFakes, odd: RegExp) => {
    fakes.topics.answer = (_, { body }) => (odd.test(body) && INVALID.kind === 'refused' ? INVALID : undefined);
  };

  test('is sent in short: without names', async () => {
    const fakes = await notifyFakes(
      alertsOf(345, (index) => (index === 7 ? { scope: aScope('7', { name: 'poison' }) } : {})),
    );
    refusing(fakes, /poison/);
    const { setAside, failing, waiting } = await fakes.workAt(0);
    expect({ setAside, failing, waiting }).toEqual({ setAside: [], failing: [], waiting: 0 });
    expect(counts(fakes)).toMatchObject({ text: 1, mail: 1 });
    expect(new Set(fakes.topics.alerts().map(({ dedupKey }) => dedupKey)).size).toBe(345);
    expect(fakes.topics.bodies('event').map((body) => JSON.parse(body).run.detail)).toContain('short');
  });

  test('is split where that does not help, until the one alert is set aside; all others are sent', async () => {
    const fakes = await notifyFakes(alertsOf(100, (index) => ({ ratioPct: 100 + index })));
    refusing(fakes, /endpoint 1042\b|"1042"/);
    const { setAside, waiting } = await fakes.workAt(0);
    expect(setAside).toEqual([
      {
        channel: 'mail',
        notificationId: expect.any(String),
        scopes: ['endpoint#1042'],
        reason: INVALID.kind === 'refused' && INVALID.reason,
      },
      { channel: 'event', notificationId: expect.any(String), scopes: ['endpoint#1042'], reason: expect.any(String) },
    ]);
    expect(waiting).toBe(0);
    const named = fakes.topics.bodies('mail').join('\n');
    const ids = alertsOf(100).map(({ scope }) => scope.id);
    expect(ids.filter((id) => !named.includes(id))).toEqual(['1042']);
    const documents = fakes.topics.alerts().map(({ dedupKey }) => dedupKey);
    expect([documents.length, new Set(documents).size]).toEqual([99, 99]);
    expect(await fakes.deliveries.sentIn('2026-10')).toMatchObject([{ alerts: 100, setAside: 2 }]);
    expect(await fakes.runAt(10)).toEqual({ kind: 'nothing-waiting' });
  });

  test('keeps no later notification waiting', async () => {
    const fakes = await notifyFakes([anAlert({ scope: aScope('666') })]);
    refusing(fakes, /666/);
    await fakes.runAt(0);
    await fakes.notificationLog.claim(on('2', 1));
    expect((await fakes.workAt(1)).sent.map(({ channel }) => channel)).toEqual(['text', 'mail', 'event']);
  });
});

test('a text that SNS refuses in every form does not use up the ration of its endpoint', async () => {
  const fakes = await notifyFakes([on('1')]);
  fakes.topics.answer = (channel) => (channel === 'text' && INVALID.kind === 'refused' ? INVALID : undefined);
  expect((await fakes.workAt(0)).setAside).toMatchObject([{ channel: 'text', scopes: ['endpoint#1'] }]);
  fakes.topics.answer = undefined;
  await fakes.notificationLog.claim(anAlert({ ...on('1', 60), reachedPct: 150 }));
  await fakes.runAt(60);
  expect(counts(fakes)).toEqual({ text: 1, mail: 2, event: 2 });
});

describe('what texts have cost', () => {
  test.each([
    [0.79, undefined],
    [0.8, 'Texts may stop soon: they have cost USD 0.80 this month, and AWS stops them at USD 1.00.'],
    [1.2, 'Texts may stop soon: they have cost USD 1.20 this month, and AWS stops them at USD 1.00.'],
  ])('USD %d of 1: in a mail from four fifths on', async (spentUsd, line) => {
    const fakes = await notifyFakes([on('1')]);
    fakes.spending.spentUsd = spentUsd;
    await fakes.runAt(0);
    expect(/Texts may stop.*/.exec(fakes.topics.bodies('mail')[0] ?? '')?.[0]).toBe(line);
  });

  test('is not needed to send anything', async () => {
    const smsSpending = async (): Promise<never> => {
      throw new Error('Rate exceeded');
    };
    const fakes = await notifyFakes([on('1')], { smsSpending });
    await fakes.runAt(0);
    expect(counts(fakes)).toEqual({ text: 1, mail: 1, event: 1 });
    expect(fakes.troubles).toEqual(['what texts have cost is not known: Rate exceeded']);
  });
});

describe('texts', () => {
  test('about a device are one in six hours, unless its severity rises; mails are not rationed', async () => {
    const fakes = await notifyFakes();
    const at = async (minutes: number, more: Parameters<typeof anAlert>[0]) => {
      await fakes.notificationLog.claim(anAlert({ figures: { fetchedAt: minutesOn(minutes).toISOString() }, ...more }));
      await fakes.runAt(minutes);
      return [fakes.topics.bodies('text').length, fakes.topics.bodies('mail').length];
    };
    expect(await at(0, { severity: 'warning', reachedPct: 80, ratioPct: 82 })).toEqual([1, 1]);
    expect(await at(5, { severity: 'warning', reachedPct: 90, ratioPct: 92 })).toEqual([1, 2]);
    expect(await at(10, { reachedPct: 100 })).toEqual([2, 3]);
    expect(await at(15, { reachedPct: 150 })).toEqual([2, 4]);
    expect(await at(369, { reachedPct: 200 })).toEqual([2, 5]);
    expect(await at(370, { reachedPct: 300 })).toEqual([3, 6]);
  });

  test('name the devices that may have one, and count the others', async () => {
    const fakes = await notifyFakes([on('1'), on('2'), on('3')]);
    await fakes.runAt(0);
    for (const id of ['1', '2', '3']) await fakes.notificationLog.claim(anAlert({ ...on(id, 60), reachedPct: 150 }));
    await fakes.notificationLog.claim(on('4', 60));
    await fakes.runAt(60);
    expect(fakes.topics.bodies('text')[1]).toMatch(
      /^CRIT emnify: tracker-4 EUR 6\.10 of 5\.00 .*; 3 more since 14:00\. Ref/,
    );
  });

  test('do not queue up for a device while its last one cannot be sent', async () => {
    const fakes = await notifyFakes([on('1')]);
    const over = answering(fakes, DENIED, 'text');
    for (let minute = 0; minute < 24 * 60; minute++) {
      if (minute % 60 === 30)
        await fakes.notificationLog.claim(anAlert({ ...on('1', minute), reachedPct: 100 + minute }));
      await fakes.runAt(minute);
    }
    over();
    for (let minute = 24 * 60; minute < 26 * 60; minute++) await fakes.runAt(minute);
    expect(counts(fakes)).toMatchObject({ text: 1, mail: 25 });
  });
});
