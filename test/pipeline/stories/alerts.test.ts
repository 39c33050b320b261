import { describe, expect, test } from '@jest/globals';
import { startStory } from './story.ts';

/** Thresholds only: forecasts have stories of their own. */
const FIVE_EUROS = [{ name: 'every-device', limit: 5, forecast: false }];
const ENDING = 'Oct 2026 - emnify cost alert';

function storyOfOneTracker() {
  const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS });
  story.endpoint('tracker-1');
  return story;
}

describe('a device on its way up', () => {
  test('is alerted at 80, 100 and 150 %, each once, at the sweep that finds it', async () => {
    const story = storyOfOneTracker();
    story.costs('tracker-1', { data: '3.99' });
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', { data: '3.90', sms: '0.20' });
    await story.until('14 Oct 2026 11:00');
    story.costs('tracker-1', { data: '4.80', sms: '0.20' });
    await story.until('15 Oct 2026 06:30');
    story.costs('tracker-1', { data: '7.60' });
    await story.until('16 Oct 2026 00:00');
    expect(story.headlines()).toEqual([
      `14 Oct 10:00 UTC [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), ${ENDING}`,
      `14 Oct 11:00 UTC [CRITICAL] tracker-1: EUR 5.00 of EUR 5.00 (100%), ${ENDING}`,
      `15 Oct 07:00 UTC [CRITICAL] tracker-1: EUR 2.60/h, EUR 7.60 of EUR 5.00 (152%), ${ENDING}`,
    ]);
    expect(story.texts()).toHaveLength(2);
    expect(story.mails()[1]?.body).toContain('80 % alert sent 14 Oct 10:00 UTC');
    expect(story.mails()[2]?.body).toContain('100 % alert sent 14 Oct 11:00 UTC');
    expect(story.failures()).toEqual([]);
  });

  test('that jumps from 40 to 610 % is alerted once, with what it went past', async () => {
    const story = storyOfOneTracker();
    story.costs('tracker-1', { data: '2.00' });
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', { data: '30.50' });
    await story.until('14 Oct 2026 20:00');
    expect(story.headlines()).toEqual([
      `14 Oct 10:00 UTC [CRITICAL] tracker-1: EUR 28.50/h, EUR 30.50 of EUR 5.00 (610%), ${ENDING}`,
    ]);
    expect(story.mails()[0]?.body).toMatch(/500 %\s+\(went past 80 %, 100 %, 150 %/);
    expect(story.mails()[0]?.body).toContain('Next: at 1000 %');
  });

  test('that runs away keeps being heard, at levels that grow', async () => {
    const story = storyOfOneTracker();
    for (const hour of [10, 11, 12, 13, 14, 15]) {
      story.costs('tracker-1', { data: String((hour - 9) * 2.5) });
      await story.until(`14 Oct 2026 ${hour}:00`);
    }
    expect(story.headlines().map((line) => /\d+%/.exec(line)?.[0])).toEqual(['100%', '150%', '200%', '300%']);
  });

  test('that stays at 101 % for days is alerted once', async () => {
    const story = storyOfOneTracker();
    story.costs('tracker-1', { data: '5.05' });
    await story.until('20 Oct 2026 09:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] tracker-1: EUR 5.05 of EUR 5.00 (101%), ${ENDING}`,
    ]);
  });

  test('that falls and crosses again is not news', async () => {
    const story = storyOfOneTracker();
    for (const [hour, data] of Object.entries({ 10: '5.10', 11: '3.00', 12: '4.50', 13: '5.20', 14: '4.10' })) {
      story.costs('tracker-1', { data });
      await story.until(`14 Oct 2026 ${hour}:00`);
    }
    expect(story.headlines()).toHaveLength(1);
  });

  test('that vanishes and comes back is not news, and what it costs more is', async () => {
    const story = storyOfOneTracker();
    story.costs('tracker-1', { data: '4.10' });
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', {});
    await story.until('14 Oct 2026 12:00');
    story.costs('tracker-1', { data: '5.10' });
    await story.until('14 Oct 2026 14:00');
    expect(story.headlines().map((line) => line.slice(0, 29))).toEqual([
      '14 Oct 09:00 UTC [WARNING] tr',
      '14 Oct 12:00 UTC [CRITICAL] t',
    ]);
  });
});

describe('a limit', () => {
  test('that is raised starts anew, and alerts when it is reached', async () => {
    const story = storyOfOneTracker();
    story.costs('tracker-1', { data: '6.00' });
    await story.until('14 Oct 2026 09:30');
    story.budgets([{ name: 'every-device', limit: 10, forecast: false }]);
    await story.until('14 Oct 2026 12:00');
    expect(story.headlines()).toHaveLength(1);
    story.costs('tracker-1', { data: '8.10' });
    await story.until('14 Oct 2026 13:00');
    expect(story.headlines()[1]).toBe(`14 Oct 12:00 UTC [WARNING] tracker-1: EUR 8.10 of EUR 10.00 (81%), ${ENDING}`);
    expect(story.mails()[1]?.body).not.toContain('was told');
  });

  test('that is lowered alerts at once; put back, it does not alert again', async () => {
    const story = storyOfOneTracker();
    story.costs('tracker-1', { data: '4.10' });
    await story.until('14 Oct 2026 10:00');
    story.budgets([{ name: 'every-device', limit: 4, forecast: false }]);
    await story.until('14 Oct 2026 11:00');
    story.budgets(FIVE_EUROS);
    await story.until('14 Oct 2026 14:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] tracker-1: EUR 4.10 of EUR 4.00 (102%), ${ENDING}`,
    ]);
  });

  test('depends on the tag, from special to general', async () => {
    const story = startStory({
      at: '14 Oct 2026 09:00',
      budgets: [{ name: 'cameras', limit: 50, match: { tags: ['camera'] }, forecast: false }, ...FIVE_EUROS],
    });
    story.endpoint('cam-1', { tags: ['Indoor', ' CAMERA '] });
    story.endpoint('tracker-1', { tags: ['truck'] });
    story.costs('cam-1', { data: '6.00' });
    story.costs('tracker-1', { data: '6.00' });
    await story.until('14 Oct 2026 10:00');
    story.costs('cam-1', { data: '51.00' });
    await story.until('14 Oct 2026 11:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] tracker-1: EUR 6.00 of EUR 5.00 (120%), ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] cam-1: EUR 45.00/h, EUR 51.00 of EUR 50.00 (102%), ${ENDING}`,
    ]);
    expect(story.mails()[1]?.body).toContain('Budget "cameras"');
  });

  test('is never compared with money of another currency', async () => {
    const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS });
    story.endpoint('ship-1');
    story.endpoint('tracker-1');
    story.costs('ship-1', { data: '90.00', in: 'USD' });
    story.costs('tracker-1', { data: '4.10' });
    await story.until('14 Oct 2026 10:00');
    story.costs('ship-1', { data: '5.00' });
    await story.until('14 Oct 2026 11:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [WARNING] tracker-1 82%, ship-1 billed in another currency, ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] ship-1: EUR 5.00/h, EUR 5.00 of EUR 5.00 (100%), ${ENDING}`,
    ]);
    expect(story.mails()[0]?.body).toContain('USD 90.00 cannot be compared with a limit in EUR');
  });
});

describe('a month', () => {
  test('that begins alerts anew, and figures of the old one in its first hour do not count', async () => {
    const story = startStory({ at: '31 Oct 2026 22:00', budgets: FIVE_EUROS });
    story.endpoint('tracker-1');
    story.costs('tracker-1', { data: '6.10' });
    await story.until('1 Nov 2026 01:00');
    expect(story.headlines()).toEqual([
      `31 Oct 22:00 UTC [CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
    ]);
    story.costs('tracker-1', { data: '0.02' });
    await story.until('3 Nov 2026 12:00');
    expect(story.headlines()).toHaveLength(1);
    story.costs('tracker-1', { data: '4.00' });
    await story.until('4 Nov 2026 00:00');
    expect(story.headlines()[1]).toBe(
      '3 Nov 12:00 UTC [WARNING] tracker-1: EUR 3.98/h, usually 0.20/day, limit within an hour, EUR 4.00 of EUR 5.00 (80%)',
    );
    expect(story.mails()[1]?.body).toMatch(/last month EUR 6\.10/);
    expect(story.mails()[1]?.body).not.toContain('was told');
  });
});

describe('a mute', () => {
  const mute = { match: { name: 'tracker-*' }, until: '2026-10-14T12:00:00Z', reason: 'new firmware', who: 'Kim' };

  test('keeps a device quiet, is counted by what is sent meanwhile, and at its end what still holds is sent', async () => {
    const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS });
    story.mutes([mute]);
    for (const name of ['tracker-1', 'tracker-2', 'cam-1']) story.endpoint(name);
    story.costs('tracker-1', { data: '6.00' });
    story.costs('tracker-2', { data: '6.00' });
    await story.until('14 Oct 2026 10:00');
    expect(story.headlines()).toEqual([]);
    story.costs('cam-1', { data: '7.00' });
    story.costs('tracker-2', { data: '1.00' });
    await story.until('14 Oct 2026 15:00');
    expect(story.headlines()).toEqual([
      `14 Oct 10:00 UTC [CRITICAL] cam-1: EUR 7.00/h, EUR 7.00 of EUR 5.00 (140%), ${ENDING}`,
      `14 Oct 12:00 UTC [CRITICAL] tracker-1: EUR 6.00 of EUR 5.00 (120%), ${ENDING}`,
    ]);
    expect(story.mails()[0]?.body).toContain('2 more alerts are muted.');
    expect(story.mails()[1]?.body).not.toContain('muted.');
  });
});

describe('a forecast', () => {
  test('is alerted once, and the thresholds after it as ever', async () => {
    const story = startStory({ at: '10 Oct 2026 09:00', budgets: [{ name: 'every-device', limit: 5 }] });
    story.endpoint('tracker-1');
    for (const [day, data] of Object.entries({
      11: '2.50',
      12: '2.80',
      13: '3.10',
      14: '3.50',
      18: '4.00',
      22: '5.00',
    })) {
      story.costs('tracker-1', { data });
      await story.until(`${day} Oct 2026 09:00`);
    }
    expect(story.headlines()).toEqual([
      `10 Oct 09:00 UTC [WARNING] tracker-1: forecast EUR 8.27 of EUR 5.00, ${ENDING}`,
      `14 Oct 09:00 UTC [WARNING] tracker-1: EUR 4.00 of EUR 5.00 (80%), ${ENDING}`,
      `18 Oct 09:00 UTC [CRITICAL] tracker-1: EUR 5.00 of EUR 5.00 (100%), ${ENDING}`,
    ]);
    expect(story.texts()).toHaveLength(1);
  });
});

describe('a first run', () => {
  test('in mid-month is one summary of the devices that are over, and from then on a device is alerted as ever', async () => {
    const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS, firstRun: true });
    for (const name of ['a', 'b', 'c']) {
      story.endpoint(name);
      story.costs(name, { data: name === 'c' ? '1.00' : '6.00' });
    }
    await story.until('14 Oct 2026 10:00');
    story.costs('c', { data: '6.00' });
    story.costs('a', { data: '7.50' });
    await story.until('14 Oct 2026 12:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] First check: a 120%, b 120%, ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] a 150% at EUR 1.50/h, c 120% at EUR 5.00/h, ${ENDING}`,
    ]);
  });
});

describe('a whole fleet', () => {
  test('of 250 devices over their limit at once is one mail and one text message', async () => {
    const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS });
    for (let number = 1; number <= 250; number++) {
      story.endpoint(`tracker-${number}`);
      story.costs(`tracker-${number}`, { data: '5.50' });
    }
    story.endpoint('tracker-0');
    story.costs('tracker-0', { data: '50' });
    await story.until('14 Oct 2026 16:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] tracker-0 1000% and 250 more; 251 endpoints over limit, ${ENDING}`,
    ]);
    expect(story.texts().map(({ body }) => body)).toEqual([
      expect.stringMatching(/^CRIT emnify: 251 over limit, Oct; tracker-0 EUR 50.00/),
    ]);
    expect(story.texts()[0]?.body.length).toBeLessThanOrEqual(140);
  });

  test('has one mail for what crossed in one sweep, and a later one for what crossed later', async () => {
    const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS });
    for (const [name, data] of Object.entries({ a: '4.10', b: '6.00', c: '1.00' })) {
      story.endpoint(name);
      story.costs(name, { data });
    }
    await story.until('14 Oct 2026 10:00');
    story.costs('c', { data: '4.50' });
    await story.until('14 Oct 2026 12:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] b 120%, a 82%, ${ENDING}`,
      '14 Oct 10:00 UTC [WARNING] c: EUR 3.50/h, limit within an hour, EUR 4.50 of EUR 5.00 (90%), Oct 2026',
    ]);
  });
});

describe('texts', () => {
  const bodies = (texts: { body: string }[]): string[] => texts.map(({ body }) => body);

  test('of a device that crosses five levels in an hour are one, and another device is named while the first is counted', async () => {
    const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS, sweepMinutes: 10 });
    for (const name of ['tracker-1', 'tracker-2']) story.endpoint(name);
    for (const [minute, data] of Object.entries({ 10: '5.00', 20: '7.50', 30: '10.00', 40: '15.00' })) {
      story.costs('tracker-1', { data });
      await story.until(`14 Oct 2026 09:${minute}`);
    }
    story.costs('tracker-1', { data: '25.00' });
    story.costs('tracker-2', { data: '6.10' });
    await story.until('14 Oct 2026 10:00');
    expect(story.headlines().map((line) => [line.slice(7, 12), line.match(/\d+%|\d endpoints/)?.[0]])).toEqual([
      ['09:00', '100%'],
      ['09:10', '150%'],
      ['09:20', '200%'],
      ['09:30', '300%'],
      ['09:40', '500%'],
    ]);
    expect(story.texts()).toEqual([
      {
        at: '14 Oct 09:00 UTC',
        body: expect.stringMatching(
          /^CRIT emnify: tracker-1 EUR 5\.00 of 5\.00 \(100%\) Oct\. Est\. 11\.59 at month end\. Ref \w+$/,
        ),
      },
      {
        at: '14 Oct 09:40 UTC',
        body: expect.stringMatching(
          /^CRIT emnify: tracker-2 EUR 6\.10 of 5\.00 \(122%\) Oct; 1 more since 09:00\. Est\. 14\.11 at month end\. Ref \w+$/,
        ),
      },
    ]);
  });

  test('of a device that gets worse are two for who hears of warnings, and one for who does not', async () => {
    const story = storyOfOneTracker();
    for (const [hour, data] of Object.entries({ 10: '4.10', 11: '5.10', 12: '7.60', 13: '10.10' })) {
      story.costs('tracker-1', { data });
      await story.until(`14 Oct 2026 ${hour}:00`);
    }
    expect(story.headlines()).toHaveLength(4);
    expect(bodies(story.texts('warning'))).toEqual([
      expect.stringMatching(/^WARN emnify: tracker-1 EUR 4\.10/),
      expect.stringMatching(/^CRIT emnify: tracker-1 EUR 5\.10/),
    ]);
    expect(bodies(story.texts())).toEqual([expect.stringMatching(/^CRIT emnify: tracker-1 EUR 5\.10/)]);
  });

  test('are possible again six hours after the last, and no text is made up for those that were not sent', async () => {
    const story = storyOfOneTracker();
    const at = (data: string) => story.costs('tracker-1', { data });
    at('5.00');
    await story.until('14 Oct 2026 10:00');
    at('7.50');
    await story.until('14 Oct 2026 15:00');
    expect(story.texts()).toHaveLength(1);
    at('10.00');
    await story.until('14 Oct 2026 21:00');
    expect(story.texts().map((text) => [text.at, /\d+%/.exec(text.body)?.[0]])).toEqual([
      ['14 Oct 09:00 UTC', '100%'],
      ['14 Oct 15:00 UTC', '200%'],
    ]);
    expect(story.mails()).toHaveLength(3);
  });

  test('of a warning do not say that a device is critical which had its text: who hears of what is critical hears nothing', async () => {
    const story = storyOfOneTracker();
    story.endpoint('tracker-2');
    story.costs('tracker-1', { data: '5.00' });
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', { data: '7.50' });
    story.costs('tracker-2', { data: '4.10' });
    await story.until('14 Oct 2026 11:00');
    expect(story.headlines()[1]).toContain('[CRITICAL] tracker-1 150% at EUR 2.50/h, tracker-2 82% at EUR 4.10/h');
    expect(bodies(story.texts())).toHaveLength(1);
    expect(bodies(story.texts('warning'))[1]).toMatch(
      /^WARN emnify: tracker-2 EUR 4\.10 .* Oct, EUR 4\.10\/h, limit within an hour; 1 more since 09:00\. Ref/,
    );
  });
});
