import { describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../functions/domain/values/duration.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { actFakes } from '../../fakes/act-deps.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { aMute, anEndpoint, minutesOn, NOW, traffic } from '../../fakes/samples.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
/** Anomalies and forecasts stay out of these tests, which are about thresholds. */
const ONE_BUDGET = [{ name: 'every-device', limit: 5, forecast: false, anomaly: false }];

describe('a mute by press', () => {
  test('keeps alerts back from the next minute on, and sends at its end what is still over', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    const { words } = await pressAt(1, { mute: { endpoint: 166, until: '4 hours', reason: 'load test', who: 'Anna' } });
    expect(words[0]).toBe(
      'Anna muted tracker-166 (endpoint 166) until 14 Oct 2026 18:01 UTC, up to 300 % of the limit: load test.',
    );
    expect(await checkAt(2, '6')).toEqual([]);
    expect(await checkAt(5 * HOUR, '6')).toMatchObject([
      { reachedPct: 100, mute: { cause: 'ended', by: 'mute', who: 'Anna', reason: 'load test' } },
    ]);
  });

  test('ends at its ceiling', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await pressAt(1, { mute: { endpoint: '166', until: '1 day', upTo: 'EUR 7' } });
    expect(await checkAt(2, '6.99')).toEqual([]);
    expect(await checkAt(HOUR, '7')).toMatchObject([{ mute: { cause: 'passed', who: 'no name given' } }]);
  });

  test('counts beside one of the file, and the later end counts', async () => {
    const mutes = [
      aMute({ match: { ids: ['166'] }, until: new Date(NOW.getTime() + DAY_MS).toISOString(), who: 'file' }),
    ];
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET, { mutes });
    await checkAt(0, '1');
    await pressAt(1, { mute: { endpoint: '166', until: '2 days', who: 'Anna' } });
    expect(await checkAt(1.5 * DAY, '6')).toEqual([]);
    expect(await checkAt(2 * DAY + 2, '6')).toMatchObject([{ mute: { who: 'Anna' } }]);
  });

  test('taken back, leaves that of the file as it is', async () => {
    const mutes = [
      aMute({ match: { ids: ['166'] }, until: new Date(NOW.getTime() + DAY_MS).toISOString(), who: 'file' }),
    ];
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET, { mutes });
    await checkAt(0, '1');
    const { id } = await pressAt(1, { mute: { endpoint: '166', until: '2 days', who: 'Anna' } });
    expect((await pressAt(2, { undo: { undoes: id, who: 'Kim' } })).words).toContain(
      'Kim took that back on 14 Oct 14:02 UTC.',
    );
    expect(await checkAt(12 * HOUR, '6')).toEqual([]);
    expect(await checkAt(DAY + 1, '6')).toMatchObject([{ mute: { who: 'file' } }]);
  });

  test('of a budget that does not exist names those that do', async () => {
    const { pressAt } = await actFakes(ONE_BUDGET);
    await expect(pressAt(0, { mute: { budget: 'camras', until: '1 day' } })).rejects.toThrow(
      'There is no budget "camras". Write one of "every-device".',
    );
  });

  test.each([
    ['2026-10-14', 'which is over. Write a later until.'],
    [
      '2027-01-01',
      'A mute by press ends on 1 Dec 2026 00:00 UTC at the latest: write a longer one into mutes of budgets.yaml',
    ],
  ])('until %s is refused', async (until, problem) => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await expect(pressAt(1, { mute: { endpoint: '166', until } })).rejects.toThrow(problem);
  });

  test('in another currency is refused', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await expect(pressAt(1, { mute: { endpoint: '166', until: '1 day', upTo: 'USD 7' } })).rejects.toThrow(
      'upTo is in USD, and the budgets are in EUR. Write the amount in EUR.',
    );
  });

  test('of an endpoint that was never checked, or that emnify no longer knows, is refused', async () => {
    const { evaluate, checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await expect(pressAt(1, { mute: { endpoint: '166', until: '1 day' } })).rejects.toThrow(
      'There is no endpoint 166: none with this id was checked in this month or the last.',
    );
    await checkAt(0, '1');
    evaluate.emnify.stats.set('166', { kind: 'gone', reason: 'Endpoint not found.' });
    evaluate.clock = minutesOn(HOUR);
    await evaluateEndpoint(evaluate, { endpoint: anEndpoint('166') });
    await expect(pressAt(2 * HOUR, { mute: { endpoint: '166', until: '1 day' } })).rejects.toThrow(
      'emnify no longer knows tracker-166 (endpoint 166) since 14 Oct 2026',
    );
  });

  test('ends with the presses that count: one of the last month is still there', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await pressAt(1, { mute: { endpoint: '166', until: '2026-11-30' } });
    expect(await checkAt(40 * DAY, '6')).toEqual([]);
    expect(await checkAt(47 * DAY, '6')).toMatchObject([{ mute: { cause: 'ended' } }]);
  });
});

test('a mute of an endpoint with an odd id is one like any other', async () => {
  const { evaluate, deps, presses, pressAt } = await actFakes(ONE_BUDGET);
  const id = `sim/07 "ü" ${'x'.repeat(380)}`;
  const endpoint = anEndpoint(id);
  evaluate.reports(id, traffic('data', '1'));
  await evaluateEndpoint(evaluate, { endpoint });
  await pressAt(1, { mute: { endpoint: id, until: '1 day' } });
  expect(presses.all()).toMatchObject([{ endpoint: { id } }]);
  evaluate.clock = minutesOn(3);
  evaluate.reports(id, traffic('data', '6'));
  expect((await evaluateEndpoint(evaluate, { endpoint })).alerts).toEqual([]);
  expect((await deps.budgets()).mutes).toHaveLength(1);
});

describe('an acknowledgement', () => {
  test('under a raised limit is of what was sent under it: the next critical alert is sent', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    expect(await checkAt(0, '5')).toMatchObject([{ severity: 'critical' }]);
    await pressAt(1, { raise: { endpoint: '166', limit: '10' } });
    expect(await checkAt(3, '8')).toMatchObject([{ severity: 'warning' }]);
    await pressAt(4, { acknowledge: { endpoint: '166' } });
    expect(await checkAt(6, '10')).toMatchObject([{ severity: 'critical', reachedPct: 100 }]);
  });

  test('holds back further levels of the same severity for 24 hours, and then lapses', async () => {
    const { checkAt, notifyAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '5');
    await notifyAt(1);
    await pressAt(2, { acknowledge: { endpoint: '166', who: 'Kim' } });
    expect(await checkAt(3, '8')).toEqual([]);
    expect(await checkAt(23 * HOUR, '16')).toEqual([]);
    expect(await checkAt(25 * HOUR, '16')).toMatchObject([
      { reachedPct: 300, mute: { cause: 'ended', by: 'acknowledgement', who: 'Kim' } },
    ]);
  });

  test('of a warning lets a critical one through', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '4.1');
    await pressAt(1, { acknowledge: { endpoint: '166' } });
    expect(await checkAt(3, '5')).toMatchObject([{ severity: 'critical', reachedPct: 100 }]);
  });

  test('lets ten times the spend through', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '5');
    await pressAt(1, { acknowledge: { endpoint: '166' } });
    expect(await checkAt(3, '49.99')).toEqual([]);
    expect(await checkAt(4, '50')).toMatchObject([
      { reachedPct: 1000, mute: { cause: 'passed', by: 'acknowledgement' } },
    ]);
  });

  test('lets an incident of another kind through', async () => {
    const { evaluate, checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '5');
    await pressAt(1, { acknowledge: { endpoint: '166' } });
    evaluate.clock = new Date(NOW.getTime() + 180_000);
    evaluate.reports('166', traffic('data', '8'), traffic('sms', undefined));
    const { alerts } = await evaluateEndpoint(evaluate, { endpoint: anEndpoint('166') });
    expect(alerts.map(({ kind }) => kind)).toEqual(['cost-unavailable']);
  });

  test('without an alert is refused', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await expect(pressAt(1, { acknowledge: { endpoint: '166' } })).rejects.toThrow(
      'No alert about tracker-166 (endpoint 166) was found this month, so there is none to acknowledge. To keep alerts back, mute it.',
    );
  });
});

describe('a raised limit', () => {
  test('is raised from the limit of this month, also before the first check of it', async () => {
    const { checkAt, pressAt, presses } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await pressAt(1, { raise: { endpoint: '166', limit: '10' } });
    // The first of November.
    await pressAt(17.5 * DAY, { raise: { endpoint: '166', limit: '8' } });
    expect(presses.all()[1]).toMatchObject({ before: '5', limit: '8', period: '2026-11' });
  });

  test('counts for late charges of its month, also where its button was shown the day before the month', async () => {
    const { evaluate, deps, checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(-13 * DAY - 14 * HOUR + 5, '1');
    const shown = '2026-09-30T23:59:00.000Z';
    await pressAt(-13 * DAY - 14 * HOUR + 6, { raise: { endpoint: '166', limit: '10', press: `${shown}-0a0b0c` } });
    evaluate.clock = minutesOn(18 * DAY);
    expect((await deps.budgets()).raised).toMatchObject([{ period: '2026-10', limit: '10' }]);
  });

  test('counts for this month, arms the thresholds anew, and says who raised it', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    expect(await checkAt(0, '5')).toMatchObject([{ reachedPct: 100, limit: '5' }]);
    const { words } = await pressAt(1, { raise: { endpoint: '166', limit: '10', who: 'Anna', reason: 'film crew' } });
    expect(words[0]).toBe(
      'Anna raised the limit of tracker-166 (endpoint 166) under budget "every-device" from EUR 5.00 to EUR 10.00 for October: film crew.',
    );
    expect(await checkAt(3, '7.9')).toEqual([]);
    expect(await checkAt(4, '8')).toMatchObject([{ reachedPct: 80, limit: '10', raised: { from: '5', who: 'Anna' } }]);
    // The month is over.
    expect(await checkAt(20 * DAY, '5')).toMatchObject([{ reachedPct: 100, limit: '5' }]);
  });

  test('is not invented for a month that is over: late charges are judged by the limit that it had', async () => {
    const { evaluate, checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '5');
    await pressAt(1, { raise: { endpoint: '166', limit: '10' } });
    await checkAt(17 * DAY, '7');
    evaluate.clock = minutesOn(18 * DAY);
    evaluate.emnify.stats.set(
      '166',
      statsOf({
        currentMonth: [traffic('data', '0.1', { period: '2026-11' })],
        lastMonth: [traffic('data', '7.7')],
      }),
    );
    expect((await evaluateEndpoint(evaluate, { endpoint: anEndpoint('166') })).alerts).toEqual([]);
  });

  test('of two raises, the higher counts; taken back, the other one does', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await pressAt(1, { raise: { endpoint: '166', limit: '10' } });
    const { id } = await pressAt(2, { raise: { endpoint: '166', limit: '20' } });
    expect(await checkAt(4, '8')).toEqual([]);
    await pressAt(5, { undo: { undoes: id } });
    expect(await checkAt(7, '8')).toMatchObject([{ limit: '10', reachedPct: 80 }]);
  });

  test.each([
    ['5', 'EUR 5.00 is not above the limit of tracker-166 (endpoint 166), EUR 5.00.'],
    ['80,00', 'raise.limit: not a number (Write 80.00.)'],
    ['1.250', 'raise.limit: it can mean 1250 or 1.25 (Write 1250 or 1.25, whichever is meant.)'],
  ])('to %s is refused', async (limit, problem) => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    await expect(pressAt(1, { raise: { endpoint: '166', limit } })).rejects.toThrow(problem);
  });

  test('of a group is refused', async () => {
    const { checkAt, pressAt } = await actFakes([...ONE_BUDGET, { name: 'all', scope: 'group', limit: 9 }]);
    await checkAt(0, '1');
    await expect(pressAt(1, { raise: { endpoint: '166', limit: '80', budget: 'all' } })).rejects.toThrow(
      'Budget "all" has one limit for many endpoints.',
    );
  });
});

describe('a press by ref', () => {
  test('is about the endpoint of the notification', async () => {
    const { checkAt, notifyAt, pressAt, presses } = await actFakes(ONE_BUDGET);
    const [alert] = await checkAt(0, '5');
    await notifyAt(1);
    await pressAt(2, { mute: { ref: alert?.ref.toUpperCase(), until: 'end of month' } });
    expect(presses.all()).toMatchObject([
      { kind: 'mute', endpoint: { id: '166' }, ref: alert?.ref, until: '2026-11-01T00:00:00.000Z', from: 'hand' },
    ]);
    await pressAt(3, { acknowledge: { ref: alert?.ref } });
    expect(presses.all()[1]).toMatchObject({ severity: 'critical', incident: 'limit', spent: { amount: '5' } });
  });

  test('that no notification has is refused', async () => {
    const { pressAt } = await actFakes(ONE_BUDGET);
    await expect(pressAt(0, { mute: { ref: 'abc123', until: '1 day' } })).rejects.toThrow(
      'No notification of this month or the last has the ref abc123.',
    );
    await expect(pressAt(0, { mute: { ref: '../../x', until: '1 day' } })).rejects.toThrow('mute.ref is not valid');
  });
});

describe('a press that acts at once', () => {
  test('checks an endpoint, and sends a notification once more', async () => {
    const { checkAt, notifyAt, pressAt, asked, presses } = await actFakes(ONE_BUDGET);
    const [alert] = await checkAt(0, '5');
    await notifyAt(1);
    const checked = await pressAt(2, { check: { endpoint: '166', who: 'Kim' } });
    expect(checked.words).toEqual([
      'Kim checked tracker-166 (endpoint 166) at once.',
      'Checked now: EUR 1.00 is 20 % of EUR 5.00.',
    ]);
    await pressAt(3, { resend: { ref: alert?.ref } });
    expect(asked).toEqual(['check 166', `resend ${alert?.ref}`]);
    expect(presses.all().every((press) => 'doneAt' in press)).toBe(true);
  });

  test('under one id is done once, also if it comes twice at the same time', async () => {
    const { checkAt, notifyAt, pressAt, asked, deps } = await actFakes(ONE_BUDGET);
    const [alert] = await checkAt(0, '5');
    await notifyAt(1);
    const press = `${deps.now().toISOString()}-0a0b0c`;
    const event = { resend: { ref: alert?.ref, press }, form: {} };
    const both = await Promise.all([pressAt(2, event), pressAt(2, event)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['pressed', 'repeated']);
    expect(await pressAt(5, event)).toMatchObject({ kind: 'repeated' });
    expect(asked).toHaveLength(1);
  });

  test('is done by the next press where it was stopped', async () => {
    const { checkAt, pressAt, asked, deps } = await actFakes(ONE_BUDGET);
    await checkAt(0, '5');
    const press = `${deps.now().toISOString()}-0a0b0c`;
    const { check } = deps.functions;
    deps.functions.check = async () => Promise.reject(new Error('emnify did not answer'));
    await expect(pressAt(1, { check: { endpoint: '166', press } })).rejects.toThrow('emnify did not answer');
    deps.functions.check = check;
    expect((await pressAt(3, { check: { endpoint: '166', press } })).words).toContain(
      'Checked now: EUR 1.00 is 20 % of EUR 5.00.',
    );
    expect(asked).toEqual(['check 166']);
  });

  test('from a page of yesterday is refused', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '5');
    const press = `${NOW.toISOString()}-0a0b0c`;
    await expect(pressAt(DAY, { check: { endpoint: '166', press } })).rejects.toThrow('more than a day old');
  });
});

test('a button that is pressed again after its press was taken back says that it does not count', async () => {
  const { checkAt, pressAt, deps } = await actFakes(ONE_BUDGET);
  await checkAt(0, '1');
  const press = `${deps.now().toISOString()}-0a0b0c`;
  const event = { mute: { endpoint: '166', until: '1 day', who: 'Anna', press } };
  await pressAt(1, event);
  await pressAt(2, { undo: { undoes: press, who: 'Kim' } });
  expect((await pressAt(3, event)).words.slice(1)).toEqual([
    'Kim took that back on 14 Oct 14:02 UTC.',
    'So it does not count. To press anew, load the page again.',
  ]);
});

describe('an undo', () => {
  test('is done once, and says by whom', async () => {
    const { checkAt, pressAt } = await actFakes(ONE_BUDGET);
    await checkAt(0, '1');
    const { id } = await pressAt(1, { mute: { endpoint: '166', until: '1 day' } });
    const both = await Promise.all([
      pressAt(2, { undo: { undoes: id, who: 'Kim' } }),
      pressAt(2, { undo: { undoes: id, who: 'Sam' } }),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['repeated', 'undone']);
    expect(new Set(both.flatMap(({ words }) => words.filter((word) => word.includes('took that back')))).size).toBe(1);
  });

  test('after the end is refused, and so is that of a message or of nothing', async () => {
    const { checkAt, notifyAt, pressAt } = await actFakes(ONE_BUDGET);
    const [alert] = await checkAt(0, '5');
    await notifyAt(1);
    const raised = await pressAt(1, { raise: { endpoint: '166', limit: '10' } });
    await expect(pressAt(20 * DAY, { undo: { undoes: raised.id } })).rejects.toThrow(
      'It ended on 1 Nov 2026 00:00 UTC, so there is nothing to take back.',
    );
    const sent = await pressAt(3, { resend: { ref: alert?.ref } });
    await expect(pressAt(4, { undo: { undoes: sent.id } })).rejects.toThrow('That is done and cannot be taken back.');
    await expect(pressAt(4, { undo: { undoes: 'x' } })).rejects.toThrow('There is no press x.');
  });
});

test('what was pressed is said once in the next notification, with its author', async () => {
  const { checkAt, notifyAt, pressAt, notify } = await actFakes(ONE_BUDGET);
  await checkAt(0, '4.1');
  await notifyAt(1);
  const { id } = await pressAt(2, { raise: { endpoint: '166', limit: '10', who: 'Anna' } });
  await checkAt(4, '8');
  await notifyAt(5);
  await pressAt(6, { undo: { undoes: id, who: 'Kim' } });
  await checkAt(8, '8');
  await notifyAt(9);
  const [first, second, third] = notify.topics.bodies('mail');
  expect(first).not.toContain('Anna');
  expect(second).toContain('\n14 Oct 14:02 UTC: Anna raised the limit of tracker-166');
  expect(second).toContain('raised from EUR 5.00 for this month by Anna');
  expect(third).toContain('Kim took that back on 14 Oct 14:06 UTC.');
  await checkAt(10, '16');
  await notifyAt(11);
  expect(notify.topics.bodies('mail').at(-1)).not.toMatch(/Anna|Kim/);
});

test('a press keeps where it came from, and the request that CloudTrail knows', async () => {
  const { checkAt, pressAt, presses } = await actFakes(ONE_BUDGET);
  await checkAt(0, '1');
  const widgetContext = {
    forms: { all: { who: ' Anna\n', reason: '', until: '1 hour', upTo: '500', limit: '7', q: 'x' } },
  };
  await pressAt(1, { mute: { endpoint: '166' }, widgetContext }, 'request-1');
  expect(presses.all()).toMatchObject([{ from: 'page', who: 'Anna', upTo: { pct: 500 }, requestId: 'request-1' }]);
  expect(presses.all()[0]).not.toHaveProperty('reason');
});
