import { beforeAll, describe, expect, test } from '@jest/globals';
import { startStory } from './story.ts';

const FIVE_EUROS = [{ name: 'every-device', limit: 5, forecast: false }];
const ENDING = 'Oct 2026 - emnify cost alert';

function storyAt(data: string, more: { copies?: number } = {}) {
  const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS, ...more });
  story.endpoint('tracker-1');
  story.costs('tracker-1', { data });
  return story;
}

/** The moments at which a channel that refuses is tried from 09:00 on: after 1 minute, 2, 4, 8, 16, 32, 60. */
const TRIES = ['09:00', '09:02', '09:05', '09:10', '09:19', '09:36', '10:09', '11:10', '12:11'];
const refOf = (body: string): string | undefined => /Ref (\w+)/.exec(body)?.[1];

describe('while SNS is down', () => {
  test('for two hours every try of every channel fails, less and less often, and afterwards the alert is sent, once', async () => {
    const story = storyAt('4.10');
    story.breaks('sns');
    await story.until('14 Oct 2026 11:00');
    expect([story.mails(), story.texts('warning'), story.forMachines()]).toEqual([[], [], []]);
    for (const channel of ['text', 'mail', 'event']) {
      expect(story.failures().filter((line) => line.endsWith(channel))).toEqual(
        TRIES.slice(0, 7).map((time) => `14 Oct ${time} UTC notify: ${channel}`),
      );
    }
    story.repairs('sns');
    await story.until('14 Oct 2026 20:00');
    expect(story.headlines()).toEqual([`14 Oct 11:10 UTC [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), ${ENDING}`]);
    expect(story.mails()[0]?.body).toMatch(
      /\nRef \w+\n\nThis mail is late: it was written on 14 Oct 09:00 UTC and could not be sent earlier\.\n$/,
    );
    expect(story.texts('warning')).toEqual([
      {
        at: '14 Oct 11:10 UTC',
        body: expect.stringMatching(/^WARN emnify: tracker-1 .* Ref \w+\. Late, from 09:00\.$/),
      },
    ]);
    const [mail, text] = [story.mails()[0]?.body, story.texts('warning')[0]?.body];
    expect(refOf(mail ?? '')).toBe(refOf(text ?? ''));
    expect(story.forMachines()).toHaveLength(1);
    expect(story.failures()).toHaveLength(21);
  });

  test('what crosses meanwhile is a message of its own, which does not wait for the first', async () => {
    const story = storyAt('4.10');
    story.endpoint('tracker-2');
    story.breaks('sns');
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-2', { data: '6.10' });
    await story.until('14 Oct 2026 10:59');
    story.repairs('sns');
    await story.until('14 Oct 2026 13:00');
    expect(story.headlines()).toEqual([
      `14 Oct 11:10 UTC [CRITICAL] tracker-2: EUR 6.10/h, EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
      `14 Oct 11:10 UTC [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), ${ENDING}`,
    ]);
    expect(story.forMachines()).toHaveLength(2);
  });
});

describe('while texts are denied', () => {
  /** Denied from the 14th, 09:00, to the 15th, 09:00, while three devices get into trouble. */
  async function aDayWithoutTexts() {
    const story = storyAt('6.10');
    for (const name of ['tracker-2', 'tracker-3']) story.endpoint(name);
    story.breaks('texts');
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-2', { data: '6.10' });
    await story.until('14 Oct 2026 18:00');
    // The same device once more, nine hours after the first alert of it, together with another.
    story.costs('tracker-1', { data: '7.60' });
    story.costs('tracker-3', { data: '6.10' });
    await story.until('15 Oct 2026 09:00');
    story.repairs('texts');
    await story.until('15 Oct 2026 20:00');
    return story;
  }
  let story: Awaited<ReturnType<typeof aDayWithoutTexts>>;
  beforeAll(async () => {
    story = await aDayWithoutTexts();
  });

  test('for a day, mails and documents go on, each once', () => {
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] tracker-2: EUR 6.10/h, EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
      `14 Oct 18:00 UTC [CRITICAL] tracker-1 152% at EUR 1.50/h, tracker-3 122% at EUR 6.10/h, ${ENDING}`,
    ]);
    expect(story.mails().filter(({ body }) => body.includes('This mail is late'))).toEqual([]);
    expect(story.forMachines()).toHaveLength(4);
  });

  test('the next mail says so, with SNS’s word for it', () => {
    const line =
      'Texts have been failing since 14 Oct 09:00 UTC (SNS: AuthorizationError). They are retried at least once an hour.';
    expect(story.mails().map(({ body }) => body.includes(`\n${line}\nRef `))).toEqual([false, true, true]);
  });

  test('each device gets one text in the end, however many alerts it had', () => {
    const texts = story.texts().map(({ body }) => body);
    expect(story.texts().map(({ at }) => at)).toEqual(['15 Oct 09:32 UTC', '15 Oct 09:32 UTC', '15 Oct 09:32 UTC']);
    const named = texts.flatMap((text) => text.match(/tracker-\d/g) ?? []);
    expect(named.sort()).toEqual(['tracker-1', 'tracker-2', 'tracker-3']);
    expect(texts.find((text) => text.includes('tracker-1'))).toMatch(
      /^CRIT emnify: tracker-1 EUR 6\.10 .* Late, from 09:00\.$/,
    );
    expect(texts.find((text) => text.includes('tracker-3'))).toMatch(
      /tracker-3 EUR 6\.10 .*; 1 more since 09:00\. .*Ref \w+\. Late, from 18:00\.$/,
    );
    const refs = story.mails().map(({ body }) => refOf(body));
    expect(new Set(texts.map(refOf))).toEqual(new Set(refs));
  });

  test('they are tried once an hour at last, and nothing else fails', () => {
    const lines = story.failures();
    expect(new Set(lines.map((line) => line.split(' UTC ')[1]))).toEqual(new Set(['notify: text']));
    expect(lines.slice(0, 9)).toEqual(TRIES.map((time) => `14 Oct ${time} UTC notify: text`));
    expect(lines.at(-1)).toBe('15 Oct 08:31 UTC notify: text');
    // 61 minutes apart: a pause is over a round after its end.
    expect(lines).toHaveLength(29);
  });

  test('a severity that rises meanwhile makes a text of its own', async () => {
    const story = storyAt('4.10');
    story.breaks('texts');
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', { data: '5.10' });
    await story.until('14 Oct 2026 12:00');
    story.repairs('texts');
    await story.until('14 Oct 2026 15:00');
    const texts = story.texts('warning').map(({ body }) => body);
    expect(texts.sort()).toEqual([
      expect.stringMatching(/^CRIT emnify: tracker-1 EUR 5\.10/),
      expect.stringMatching(/^WARN emnify: tracker-1 EUR 4\.10/),
    ]);
  });
});

describe('while mails are denied', () => {
  test('the next text says so, and mails come later, each once, with the ref of its text', async () => {
    const story = storyAt('6.10');
    story.endpoint('tracker-2');
    story.breaks('mails');
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-2', { data: '6.10' });
    await story.until('14 Oct 2026 11:00');
    expect(story.mails()).toEqual([]);
    expect(story.texts()).toEqual([
      {
        at: '14 Oct 09:00 UTC',
        body: expect.stringMatching(
          /^CRIT emnify: tracker-1 EUR 6\.10 of 5\.00 \(122%\) Oct\. Est\. \d+\.\d\d at month end\. Ref \w+$/,
        ),
      },
      {
        at: '14 Oct 10:00 UTC',
        body: expect.stringMatching(
          /^CRIT emnify: tracker-2 EUR 6\.10 of 5\.00 \(122%\) Oct, EUR 6\.10\/h\. Mails failing since 09:00\. Ref \w+$/,
        ),
      },
    ]);
    expect(story.forMachines()).toHaveLength(2);
    story.repairs('mails');
    await story.until('14 Oct 2026 20:00');
    expect(story.headlines().sort()).toEqual([
      `14 Oct 11:10 UTC [CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
      `14 Oct 11:10 UTC [CRITICAL] tracker-2: EUR 6.10/h, EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
    ]);
    expect(new Set(story.mails().map(({ body }) => refOf(body)))).toEqual(
      new Set(story.texts().map(({ body }) => refOf(body))),
    );
    expect(story.texts()).toHaveLength(2);
  });

  test('and work again, no message says so any more', async () => {
    const story = storyAt('6.10');
    story.endpoint('tracker-2');
    story.breaks('mails');
    await story.until('14 Oct 2026 09:10');
    story.repairs('mails');
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-2', { data: '6.10' });
    await story.until('14 Oct 2026 11:00');
    expect(story.texts().map(({ body }) => body.includes('Mails fail'))).toEqual([false, false]);
    expect(story.mails().map(({ at }) => at)).toEqual(['14 Oct 09:10 UTC', '14 Oct 10:00 UTC']);
  });
});

describe('while emnify is down', () => {
  test('for three hours every sweep fails, nothing is taken for zero, and the next good sweep alerts', async () => {
    const story = storyAt('4.10');
    await story.until('14 Oct 2026 10:00');
    story.breaks('emnify');
    story.costs('tracker-1', { data: '5.10' });
    await story.until('14 Oct 2026 13:00');
    story.repairs('emnify');
    await story.until('14 Oct 2026 18:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), ${ENDING}`,
      `14 Oct 13:00 UTC [CRITICAL] tracker-1: EUR 5.10 of EUR 5.00 (102%), ${ENDING}`,
    ]);
    expect(story.failures()).toEqual([
      '14 Oct 10:00 UTC discover',
      '14 Oct 11:00 UTC discover',
      '14 Oct 12:00 UTC discover',
    ]);
  });
});

describe('a crash between publishing and marking', () => {
  test('sends the same message once more under the same ref, keeps no other from being sent, and loses none', async () => {
    const story = storyAt('6.10');
    story.breaks('marking');
    await story.until('14 Oct 2026 09:02');
    story.repairs('marking');
    await story.until('14 Oct 2026 18:00');
    const headline = `[CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`;
    expect(story.texts().map(({ at }) => at)).toEqual(['14 Oct 09:00 UTC', '14 Oct 09:02 UTC']);
    expect(story.headlines()).toEqual([`14 Oct 09:01 UTC ${headline}`, `14 Oct 09:03 UTC ${headline}`]);
    expect(story.forMachines()).toHaveLength(1);
    expect(story.failures()).toEqual(['14 Oct 09:00 UTC notify', '14 Oct 09:01 UTC notify']);
    const refs = [...story.mails(), ...story.texts()].map(({ body }) => refOf(body));
    expect([refs.length, new Set(refs).size]).toEqual([4, 1]);
  });
});

describe('a queue that delivers everything three times', () => {
  test('is alerted once all the same', async () => {
    const story = storyAt('6.10', { copies: 3 });
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', { data: '7.50' });
    await story.until('14 Oct 2026 12:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] tracker-1: EUR 7.50 of EUR 5.00 (150%), ${ENDING}`,
    ]);
  });
});
