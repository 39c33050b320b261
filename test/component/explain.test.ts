import { describe, expect, test } from '@jest/globals';
import { answerByHand } from '../../functions/evaluate/evaluate-by-hand.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { type EvaluateFakes, evaluateFakes } from '../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, minutesOn, traffic } from '../fakes/samples.ts';

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
  const answer = await answerByHand(fakes, { explain: id, dryRun: false });
  return 'words' in answer ? answer.words : ['reason' in answer ? answer.reason : ''];
}

describe('explain', () => {
  test('reads without any knowledge of the code', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '4.1'), traffic('sms', '0.2'));
    expect(await why(fakes)).toEqual([
      'tracker-7 (endpoint 166), October 2026, asked on 14 Oct 2026 14:00 UTC.',
      'It has cost EUR 4.30 (data EUR 4.10, SMS EUR 0.20), as of 14 Oct 2026 13:40 UTC.',
      'Budget "cameras" does not count: it wants the tag camera, and the device has truck, Berlin.',
      'Budget "trucks" counts: it is the first on its meter (total) that matches.',
      'Budget "texts" does not count: the name is not like meter-*.',
      'Budget "every-device" does not count: it would match, but "trucks" stands before it on the same meter (total).',
      'Now it would be told of "trucks": EUR 4.30 is 86 % of EUR 5.00: 80 % was reached.',
    ]);
    expect([fakes.costHistory.writes, fakes.notificationLog.claimed()]).toEqual([[], []]);
  });

  test('says what was told, what waits, and that nothing is new', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '4.1'));
    const [warning] = (await evaluateEndpoint(fakes, { endpoint: tracker })).alerts;
    if (!warning) throw new Error('EUR 4.10 of 5.00 is an alert');
    await fakes.notificationLog.markSent(warning, { at: minutesOn(1), notificationId: 'n', messageId: 'm' });
    fakes.reports('166', traffic('data', '5.1'));
    await evaluateEndpoint(fakes, { endpoint: tracker });
    expect((await why(fakes)).slice(-3)).toEqual([
      '80 % of "trucks" was told on 14 Oct 14:01 UTC.',
      '100 % of "trucks" waits to be told by the next notify run.',
      'Now nothing would be told of "trucks": EUR 5.10 is 102 % of EUR 5.00: 100 % was told already.',
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
});
