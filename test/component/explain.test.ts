import { describe, expect, test } from '@jest/globals';
import { alertKey } from '../../functions/domain/judging/alert.ts';
import { dispatch } from '../../functions/evaluate/dispatch.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { type EvaluateFakes, evaluateFakes } from '../fakes/evaluate-deps.ts';
import { aMute, anEndpoint, aPlan, minutesOn, traffic } from '../fakes/samples.ts';

const tracker = anEndpoint('166', { name: 'tracker-7', tags: ['truck', 'Berlin'] });

function aFleet(): EvaluateFakes {
  const fakes = evaluateFakes([tracker]);
  fakes.plan = aPlan([
    { name: 'cameras', match: { tags: ['camera'] }, limit: 50 },
    { name: 'trucks', match: { tags: ['truck'] }, limit: 5 },
    { name: 'texts', match: { name: 'meter-*' }, meter: 'sms', limit: 1 },
    { name: 'every-device', limit: 2 },
  ]);
  return fakes;
}

async function why(fakes: EvaluateFakes, id = '166'): Promise<string[]> {
  const answer = await dispatch(fakes, { explain: id, dryRun: false });
  return 'words' in answer ? answer.words : ['reason' in answer ? answer.reason : ''];
}

describe('explain', () => {
  test('reads without any knowledge of the code', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '4.1'), traffic('sms', '0.2'));
    expect(await why(fakes)).toEqual([
      'tracker-7 (endpoint 166), October 2026, asked on 14 Oct 2026 14:00 UTC.',
      'It has cost EUR 4.30 (data EUR 4.10, SMS EUR 0.20), as of 14 Oct 2026 13:40 UTC.',
      'Not asked about this month: the next refresh of the list finds it.',
      'Budget "cameras" does not count: it wants the tag camera, and the device has truck, Berlin.',
      'Budget "trucks" counts: it is the first on its meter (total) that matches.',
      'Budget "texts" does not count: the name is not like meter-*.',
      'Budget "every-device" does not count: it would match, but "trucks" stands before it on the same meter (total).',
      'Now it would be told of "trucks": EUR 4.30 is 86 % of EUR 5.00: 80 % was reached.',
      expect.stringMatching(/^Expected at the end of the month: about EUR 9\.81 \(medium confidence\)\. /),
    ]);
    expect([fakes.costHistory.writes, fakes.notificationLog.claimed()]).toEqual([[], []]);
  });

  test('says what was told, what waits, and that nothing is new', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '4.1'));
    const [warning] = (await evaluateEndpoint(fakes, { endpoint: tracker })).alerts;
    if (!warning) throw new Error('EUR 4.10 of 5.00 is an alert');
    await fakes.notificationLog.markSent(alertKey(warning), { at: minutesOn(1).toISOString(), notificationId: 'n' });
    fakes.reports('166', traffic('data', '5.1'));
    await evaluateEndpoint(fakes, { endpoint: tracker });
    const words = await why(fakes);
    const first = words.findIndex((sentence) => sentence.startsWith('The forecast'));
    expect(words.slice(first)).toEqual([
      'The forecast for the end of the month of "trucks" waits to be told by the next notify run.',
      '80 % of "trucks" was told on 14 Oct 14:01 UTC.',
      '100 % of "trucks" waits to be told by the next notify run.',
      'Now nothing would be told of "trucks": EUR 5.10 is 102 % of EUR 5.00: 100 % was told already.',
      expect.stringMatching(/No forecast of "trucks" would be told: an alert about the reached limit was sent already/),
    ]);
  });

  test('says why there is nothing to judge', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '4.1', { period: '2026-09' }));
    expect(await why(fakes)).toContain(
      "There are no figures to judge: emnify's current month is 2026-09, not 2026-10.",
    );
    fakes.reports('166', traffic('data', undefined));
    expect(await why(fakes)).toContain(
      'It has cost nothing (data nothing, SMS nothing); no cost is known of data, as of 14 Oct 2026 13:40 UTC.',
    );
    expect(await why(fakes, '404')).toEqual(["Endpoint with Id '404' not found."]);
  });

  test('says when no budget counts at all', async () => {
    const fakes = aFleet();
    fakes.plan = aPlan([{ name: 'cameras', match: { tags: ['camera'] }, limit: 50 }]);
    expect(await why(fakes)).toContain('No budget counts for this device: nobody is told of its cost.');
  });

  test('says what is expected of the month, and why no forecast of it is told', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '1'));
    expect((await why(fakes)).at(-1)).toMatch(
      /^Expected at the end of the month: about EUR 2\.28 \(medium confidence\)\. No forecast of "trucks" would be told: .*EUR 1\.00 is less than 40 % of EUR 5\.00, .*forecasts begin\.$/,
    );
    fakes.reports('166', traffic('data', '3.5'));
    expect((await why(fakes)).at(-1)).toBe(
      'Expected at the end of the month: about EUR 7.99 (medium confidence). Now a forecast of "trucks" would be told: ' +
        'about EUR 7.99 expected at the end of October 2026, with a limit of EUR 5.00.',
    );
  });

  test('says of a device that is muted by whom, until when and why, and promises nothing meanwhile', async () => {
    const fakes = aFleet();
    fakes.plan = { ...fakes.plan, mutes: aPlan(undefined, { mutes: [aMute()] }).mutes };
    fakes.reports('166', traffic('data', '6.1'));
    const words = await why(fakes);
    expect(words).toContain(
      'Now it would be told, were it not muted, of "trucks": EUR 6.10 is 122 % of EUR 5.00: 100 % was reached.',
    );
    expect(words.at(-1)).toBe(
      'It is muted until 14 Oct 2026 15:00 UTC by Kim: new firmware. If it is still over then, it is told then.',
    );
    fakes.reports('166', traffic('data', '3.5'));
    const ofForecast = await why(fakes);
    expect(ofForecast.at(-1)).toMatch(/^It is muted until 14 Oct 2026 15:00 UTC by Kim/);
    expect(ofForecast.filter((sentence) => /a forecast of "trucks" would be told: /.test(sentence))).toEqual([]);
  });

  test('says of a mute that it is there, where nothing would be told anyway', async () => {
    const fakes = aFleet();
    fakes.plan = { ...fakes.plan, mutes: aPlan(undefined, { mutes: [aMute()] }).mutes };
    fakes.reports('166', traffic('data', '1'));
    expect((await why(fakes)).at(-1)).toMatch(/^It is muted until .* by Kim: new firmware\./);
  });

  test('does not say that nothing would be told, where a fault would be', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', undefined));
    const answer = await dispatch(fakes, { explain: '166', dryRun: false });
    expect(answer).toMatchObject({ alerts: [{ kind: 'cost-unavailable' }] });
    expect((await why(fakes)).filter((sentence) => sentence.startsWith('Now nothing would be told'))).toEqual([]);
  });

  test('says that a fault was told', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', undefined));
    const [fault] = (await evaluateEndpoint(fakes, { endpoint: tracker })).alerts;
    expect(await why(fakes)).toContain('"cost unavailable" waits to be told by the next notify run.');
    if (!fault) throw new Error('volume without cost is an alert');
    await fakes.notificationLog.markSent(alertKey(fault), { at: minutesOn(1).toISOString(), notificationId: 'n' });
    expect(await why(fakes)).toContain('"cost unavailable" was told on 14 Oct 14:01 UTC.');
  });

  test("names groups and the organisation, which count beside the device's own budget", async () => {
    const fakes = aFleet();
    fakes.plan = aPlan([
      { name: 'trucks', match: { tags: ['truck'] }, limit: 5 },
      { name: 'all-trucks', scope: 'group', match: { tags: ['truck'] }, limit: 500 },
      { name: 'all-cameras', scope: 'group', match: { tags: ['camera'] }, limit: 500 },
      { name: 'workspace', scope: 'organisation', limit: 900 },
    ]);
    expect(await why(fakes)).toEqual(
      expect.arrayContaining([
        'Budget "all-trucks" counts: this device is one of the group that shares its limit.',
        'Budget "all-cameras" does not count: it wants the tag camera, and the device has truck, Berlin.',
        'Budget "workspace" counts: it is of the whole organisation, whose total has this device in it.',
      ]),
    );
  });

  test("knows the limit of the device's own tag, and tells of one that cannot be read, once", async () => {
    const explained = async (tag: string) => {
      const fakes = evaluateFakes([{ ...tracker, tags: [tag] }]);
      fakes.plan = aPlan([
        { name: 'every-device', limit: 5, limitFromTag: 'cost-limit' },
        { name: 'megabytes', limit: 5, meter: 'data', limitFromTag: 'cost-limit' },
      ]);
      fakes.reports('166', traffic('data', '1'));
      return await why(fakes);
    };
    expect(await explained('cost-limit=7.50')).toContain(
      'Budget "every-device" counts: it is the first on its meter (total) that matches, with the limit of the device\'s own tag, EUR 7.50.',
    );
    const unreadable = (await explained('cost-limit=abc')).filter((sentence) => sentence.includes('is no amount'));
    expect(unreadable).toEqual([
      'It cannot be checked completely: the tag "cost-limit=abc" is not an amount such as cost-limit=7.50, so the limit of the budget applies.',
    ]);
  });
});
