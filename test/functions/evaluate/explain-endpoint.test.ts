import { describe, expect, test } from '@jest/globals';
import type { Acknowledgement } from '../../../functions/domain/judging/acknowledgement.ts';
import { alertKey } from '../../../functions/domain/judging/alert.ts';
import { dispatch } from '../../../functions/evaluate/dispatch.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { aMute, anEndpoint, aPlan, aReadMute, minutesOn, traffic } from '../../fakes/samples.ts';

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
      'tracker-7 (endpoint 166), October 2026, checked on 14 Oct 2026 14:00 UTC.',
      'It has cost EUR 4.30 (data EUR 4.10, SMS EUR 0.20), as of 14 Oct 2026 13:40 UTC.',
      'Not checked this month: the next refresh of the list will find it.',
      'Budget "cameras" does not apply: it needs the tag camera, but the device has truck, Berlin.',
      'Budget "trucks" applies: it is the first on its meter (total) that matches.',
      'Budget "texts" does not apply: the name does not match meter-*.',
      'Budget "every-device" does not apply: it would match, but "trucks" comes before it on the same meter (total).',
      'A check now would send an alert for "trucks": EUR 4.30 is 86 % of EUR 5.00: 80 % was reached.',
      expect.stringMatching(/^Expected at the end of the month: about EUR 9\.81 \(medium confidence\)\. /),
    ]);
    expect([fakes.costHistory.writes, fakes.notificationLog.claimed()]).toEqual([[], []]);
  });

  test('says what was sent, what waits, and that nothing is new', async () => {
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
      'The forecast alert for "trucks" waits to be sent by the next notify run.',
      'The 80 % alert for "trucks" was sent on 14 Oct 14:01 UTC.',
      'The 100 % alert for "trucks" waits to be sent by the next notify run.',
      'A check now would send no alert for "trucks": EUR 5.10 is 102 % of EUR 5.00: the 100 % alert was sent already.',
      expect.stringMatching(
        /A check now would send no forecast alert for "trucks": an alert about the reached limit was sent already/,
      ),
    ]);
  });

  test('says why there is nothing to judge', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '4.1', { period: '2026-09' }));
    expect(await why(fakes)).toContain(
      "There are no figures to check: emnify's current month is 2026-09, not 2026-10.",
    );
    fakes.reports('166', traffic('data', undefined));
    expect(await why(fakes)).toContain(
      'It has cost nothing (data nothing, SMS nothing); the cost of data is unknown, as of 14 Oct 2026 13:40 UTC.',
    );
    expect(await why(fakes, '404')).toEqual(["Endpoint with Id '404' not found."]);
  });

  test('says when no budget counts at all', async () => {
    const fakes = aFleet();
    fakes.plan = aPlan([{ name: 'cameras', match: { tags: ['camera'] }, limit: 50 }]);
    expect(await why(fakes)).toContain('No budget applies to this device, so it raises no alerts.');
  });

  test('says what is expected of the month, and why no forecast of it is alerted', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', '1'));
    expect((await why(fakes)).at(-1)).toMatch(
      /^Expected at the end of the month: about EUR 2\.28 \(medium confidence\)\. A check now would send no forecast alert for "trucks": .*EUR 1\.00 is less than 50 % of EUR 5\.00, .*forecasts begin\.$/,
    );
    fakes.reports('166', traffic('data', '3.5'));
    expect((await why(fakes)).at(-1)).toBe(
      'Expected at the end of the month: about EUR 7.99 (medium confidence). A check now would send a forecast alert for "trucks": ' +
        'about EUR 7.99 expected at the end of October 2026, with a limit of EUR 5.00.',
    );
  });

  test('names the author, the end and the reason of a mute, and promises no alert meanwhile', async () => {
    const fakes = aFleet();
    fakes.plan = { ...fakes.plan, mutes: aPlan(undefined, { mutes: [aMute()] }).mutes };
    fakes.reports('166', traffic('data', '6.1'));
    const words = await why(fakes);
    expect(words).toContain(
      'A check now would send an alert for "trucks", if it were not muted: EUR 6.10 is 122 % of EUR 5.00: 100 % was reached.',
    );
    expect(words.at(-1)).toBe(
      'It is muted until 14 Oct 2026 15:00 UTC by Kim, up to 300 % of the limit: new firmware. If it is still over a threshold then, the alert is sent then.',
    );
    fakes.reports('166', traffic('data', '3.5'));
    const ofForecast = await why(fakes);
    expect(ofForecast.at(-1)).toMatch(/^It is muted until 14 Oct 2026 15:00 UTC by Kim/);
    expect(ofForecast.filter((sentence) => /a forecast alert for "trucks": /.test(sentence))).toEqual([]);
  });

  test('says that the ceiling of a mute is passed, or that the mute has ended', async () => {
    const fakes = aFleet();
    fakes.plan = { ...fakes.plan, mutes: aPlan(undefined, { mutes: [aMute({ upTo: 'EUR 6' })] }).mutes };
    fakes.reports('166', traffic('data', '6.1'));
    const beyond = await why(fakes);
    expect(beyond).toContain(
      'A check now would send an alert for "trucks": EUR 6.10 is 122 % of EUR 5.00: 100 % was reached.',
    );
    expect(beyond.at(-1)).toBe(
      'It is muted until 14 Oct 2026 15:00 UTC by Kim, up to EUR 6.00: new firmware. It has cost that much, so its alerts are sent all the same.',
    );
    fakes.plan = { ...fakes.plan, mutes: aPlan(undefined, { mutes: [aMute()] }).mutes };
    await evaluateEndpoint(fakes, { endpoint: tracker });
    fakes.clock = minutesOn(60);
    expect((await why(fakes)).at(-1)).toBe(
      'This alert was muted by Kim (new firmware) until 14 Oct 2026 15:00 UTC. The mute has ended, so it is sent now.',
    );
  });

  test('says that an alert is acknowledged, and until when, also where none would be sent', async () => {
    const fakes = aFleet();
    const terms = { incident: 'limit', budget: 'trucks', severity: 'critical', who: 'Kim', reason: 'on it' } as const;
    const acknowledgement: Acknowledgement = {
      ...terms,
      by: 'acknowledgement',
      scopeId: 'endpoint#166',
      until: minutesOn(60).toISOString(),
      upTo: { amount: '61', currency: 'EUR' },
    };
    // Two readings of the budgets make presses anew.
    fakes.budgets = async () => ({
      ...fakes.plan,
      mutes: [{ ...aReadMute({ by: 'mute', who: 'Anna' }) }],
      acknowledged: [{ ...acknowledgement }],
    });
    const inForce =
      'Its alert is acknowledged for budget "trucks" until 14 Oct 2026 15:00 UTC by Kim, up to EUR 61.00: on it. If it is still over a threshold then, the alert is sent then.';
    fakes.reports('166', traffic('data', '6.1'));
    const words = await why(fakes);
    expect(words.filter((sentence) => sentence === inForce)).toHaveLength(1);
    expect(words.filter((sentence) => sentence.includes('by Anna'))).toHaveLength(1);
    fakes.budgets = async () => ({ ...fakes.plan, acknowledged: [acknowledgement] });
    expect(await why(fakes)).toContain(
      'A check now would send an alert for "trucks", if it were not acknowledged: EUR 6.10 is 122 % of EUR 5.00: 100 % was reached.',
    );
    fakes.reports('166', traffic('data', '1'));
    expect(await why(fakes)).toContain(inForce);
    fakes.reports('166', traffic('data', '61'));
    expect((await why(fakes)).at(-1)).toMatch(/EUR 61\.00: on it\. It has cost that much, so its alerts are sent all/);
  });

  test('says who has raised a limit, and goes by what was sent under it', async () => {
    const fakes = aFleet();
    const raised = { endpointId: '166', budget: 'trucks', period: '2026-10', limit: '10', who: 'Anna' };
    fakes.budgets = async () => ({ ...fakes.plan, raised: [raised] });
    fakes.reports('166', traffic('data', '8.1'));
    await evaluateEndpoint(fakes, { endpoint: tracker });
    const words = await why(fakes);
    expect(words).toContain(
      'Budget "trucks" applies: it is the first on its meter (total) that matches; its limit was raised from EUR 5.00 to EUR 10.00 for October by Anna.',
    );
    expect(words).toContain('The 80 % alert for "trucks" waits to be sent by the next notify run.');
    expect(words).toContain(
      'A check now would send no alert for "trucks": EUR 8.10 is 81 % of EUR 10.00: the 80 % alert was sent already.',
    );
  });

  test('mentions a mute where nothing would be alerted anyway', async () => {
    const fakes = aFleet();
    fakes.plan = { ...fakes.plan, mutes: aPlan(undefined, { mutes: [aMute()] }).mutes };
    fakes.reports('166', traffic('data', '1'));
    expect((await why(fakes)).at(-1)).toMatch(/^It is muted until .* by Kim, up to 300 % of the limit: new firmware\./);
  });

  test('does not say that nothing would be alerted, where a fault would be', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', undefined));
    const answer = await dispatch(fakes, { explain: '166', dryRun: false });
    expect(answer).toMatchObject({ alerts: [{ kind: 'cost-unavailable' }] });
    expect((await why(fakes)).filter((sentence) => sentence.startsWith('A check now would send no alert'))).toEqual([]);
  });

  test('says that a fault was alerted', async () => {
    const fakes = aFleet();
    fakes.reports('166', traffic('data', undefined));
    const [fault] = (await evaluateEndpoint(fakes, { endpoint: tracker })).alerts;
    expect(await why(fakes)).toContain('The alert "cost unavailable" waits to be sent by the next notify run.');
    if (!fault) throw new Error('volume without cost is an alert');
    await fakes.notificationLog.markSent(alertKey(fault), { at: minutesOn(1).toISOString(), notificationId: 'n' });
    expect(await why(fakes)).toContain('The alert "cost unavailable" was sent on 14 Oct 14:01 UTC.');
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
        'Budget "all-trucks" applies: this device is in the group that shares its limit.',
        'Budget "all-cameras" does not apply: it needs the tag camera, but the device has truck, Berlin.',
        'Budget "workspace" applies: it covers the whole organisation, which includes this device.',
      ]),
    );
  });

  test("knows the limit from the device's own tag, and names one that cannot be read, once", async () => {
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
      'Budget "every-device" applies: it is the first on its meter (total) that matches, with the limit from the device\'s own tag, EUR 7.50.',
    );
    const unreadable = (await explained('cost-limit=abc')).filter((sentence) => sentence.includes('is not an amount'));
    expect(unreadable).toEqual([
      'It cannot be checked completely: the tag "cost-limit=abc" is not an amount such as cost-limit=7.50, so the limit of the budget applies.',
    ]);
  });
});
