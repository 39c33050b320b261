import { describe, expect, test } from '@jest/globals';
import { alertKey } from '../../../functions/domain/judging/alert.ts';
import type { DevicePage } from '../../../functions/domain/page/views.ts';
import { readDevice } from '../../../functions/page/read-device.ts';
import { spent } from '../../fakes/aggregate-deps.ts';
import { type PageFakes, pageFakes } from '../../fakes/page-deps.ts';
import { aPressedMute, fakePresses } from '../../fakes/presses.ts';
import { aMonth, aMute, anAlert, anEndpoint, minutesOn, NOW } from '../../fakes/samples.ts';

const asChange = { snapshot: 'change' } as const;

/** Endpoint 166 was checked every hour, and has cost EUR 0.10 more each time: EUR 2.40 now. */
async function aDevice(fakes: PageFakes = pageFakes(), more: object = {}): Promise<PageFakes> {
  for (let hour = 24; hour >= 0; hour--) {
    const spend = spent({ EUR: ((24 - hour) / 10).toFixed(1) });
    await fakes.costHistory.write(aMonth({ fetchedAt: minutesOn(-60 * hour).toISOString(), spend, ...more }), asChange);
  }
  return fakes;
}

async function pageOf(fakes: PageFakes): Promise<DevicePage> {
  const page = await readDevice(fakes, '166');
  if (page.view !== 'device') throw new Error('this endpoint is known');
  return page;
}

test('an endpoint that was not checked in two months is unknown', async () => {
  const fakes = pageFakes();
  await fakes.costHistory.write(aMonth({ period: '2026-08' }), {});
  expect(await readDevice(fakes, '166')).toEqual({ view: 'unknown-device', now: NOW, endpoint: '166' });
});

describe('the page of an endpoint', () => {
  test('has its month beside each budget, with the curve up to the last check', async () => {
    const page = await pageOf(await aDevice());
    expect(page).toMatchObject({ currency: 'EUR', now: NOW, month: { endpoint: { id: '166' } }, alerts: [] });
    const [budget, ...others] = page.budgets;
    expect(others).toEqual([]);
    expect(budget).toMatchObject({
      effective: { name: 'every-device', limit: '5' },
      spend: '2.4',
      ratioPct: 48,
      nextPct: 80,
      forecast: { last24h: '2.4' },
      pace: { perHour: '0.1' },
      range: { ifUsual: expect.any(String), ifContinues: expect.any(String) },
    });
    expect(budget?.curve).toHaveLength(25);
    expect([budget?.curve[0], budget?.curve.at(-1)]).toEqual([
      { at: minutesOn(-24 * 60).toISOString(), amount: '0.0' },
      { at: NOW.toISOString(), amount: '2.4' },
    ]);
  });

  test('has a curve of some hundred points, whatever was stored', async () => {
    const fakes = pageFakes();
    for (let minute = 2000; minute >= 0; minute -= 2) {
      const spend = spent({ EUR: ((2000 - minute) / 1000).toFixed(3) });
      await fakes.costHistory.write(aMonth({ fetchedAt: minutesOn(-minute).toISOString(), spend }), asChange);
    }
    const { curve = [] } = (await pageOf(fakes)).budgets[0] ?? {};
    expect(curve.length).toBeGreaterThan(250);
    expect(curve.length).toBeLessThanOrEqual(303);
    expect([curve[0]?.at, curve.at(-1)]).toEqual([
      minutesOn(-2000).toISOString(),
      { at: NOW.toISOString(), amount: '2.000' },
    ]);
    const amounts = curve.map(({ amount }) => Number(amount));
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
  });

  test('has all budgets, the one with the largest share first', async () => {
    const budgets = [
      { name: 'all', limit: 100 },
      { name: 'data', meter: 'data', limit: 4 },
    ];
    const page = await pageOf(await aDevice(pageFakes(budgets)));
    expect(page.budgets.map(({ effective, ratioPct }) => [effective.name, ratioPct])).toEqual([
      ['data', 60],
      ['all', 2],
    ]);
  });

  test('has what was sent, what waits, and where it was', async () => {
    const fakes = await aDevice();
    const figures = (minutes: number) => ({ figures: { fetchedAt: minutesOn(minutes).toISOString() } });
    const first = anAlert({ reachedPct: 80, ...figures(-90), where: { country: 'Germany' } });
    const second = anAlert({ reachedPct: 100, ...figures(-30), where: { country: 'France', operator: 'Orange' } });
    const third = anAlert({ reachedPct: 150, ...figures(-5) });
    for (const alert of [first, second, third]) await fakes.notificationLog.claim(alert);
    const sent = { at: minutesOn(-80).toISOString(), notificationId: '34e44b' };
    await fakes.notificationLog.markSent(alertKey(first), sent);
    const page = await pageOf(fakes);
    expect(page.alerts).toEqual([
      { alert: third },
      { alert: second },
      { alert: first, sentAt: sent.at, notificationId: '34e44b' },
    ]);
    expect(page.where).toEqual({ country: 'France', operator: 'Orange', at: minutesOn(-30).toISOString() });
  });

  test('has the mutes and presses that concern it', async () => {
    const mutes = [
      aMute(),
      aMute({ match: { ids: ['7'] } }),
      aMute({ until: minutesOn(-1).toISOString() }),
      { ...aMute({ budget: 'every-device' }), match: undefined },
      { ...aMute({ budget: 'cameras' }), match: undefined },
    ];
    const budgets = [
      { name: 'cameras', match: { tags: ['camera'] }, limit: 9 },
      { name: 'every-device', limit: 5 },
    ];
    const fakes = await aDevice(pageFakes(budgets, { mutes }));
    const ended = { until: minutesOn(-600).toISOString(), at: minutesOn(-700).toISOString() };
    fakes.presses = fakePresses([
      aPressedMute({ id: 'ended', ...ended }),
      aPressedMute({ id: 'own' }),
      aPressedMute({ id: 'other', endpoint: { id: '7', name: 'tracker-7' } }),
      aPressedMute({ id: 'budget', endpoint: undefined, budget: 'every-device', at: minutesOn(1).toISOString() }),
      aPressedMute({ id: 'other-budget', endpoint: undefined, budget: 'cameras' }),
    ]);
    const page = await pageOf(fakes);
    expect(page.mutes).toEqual([fakes.plan.mutes[0], fakes.plan.mutes[3]]);
    expect(page.presses.map(({ id }) => id)).toEqual(['budget', 'own', 'ended']);
  });

  test('says what the limit was before a person raised it', async () => {
    const fakes = await aDevice(pageFakes());
    expect((await pageOf(fakes)).budgets[0]).not.toHaveProperty('raisedFrom');
    const raised = { endpointId: '166', budget: 'every-device', period: '2026-10', limit: '9', who: 'Anna' };
    fakes.plan = { ...fakes.plan, raised: [raised] };
    expect((await pageOf(fakes)).budgets).toMatchObject([{ raisedFrom: '5', effective: { limit: '9' } }]);
  });

  test('says in words why it did or did not raise alerts, by the last check', async () => {
    const { words } = await pageOf(await aDevice());
    expect(words[0]).toBe('tracker-166 (endpoint 166), October 2026, checked on 14 Oct 2026 14:00 UTC.');
    expect(words).toContain('It has cost EUR 2.40 (data EUR 2.40, SMS nothing).');
    expect(words).toContain(
      'With the figures of the last check, a check now would send no alert for "every-device": EUR 2.40 is 48 % of EUR 5.00, EUR 2.60 below the limit.',
    );
    expect(words.filter((sentence) => /(^|\. )A check now/.test(sentence))).toEqual([]);
  });

  test('goes by the last month where this one has no check yet', async () => {
    const fakes = await aDevice();
    fakes.clock = new Date('2026-11-01T00:10:00.000Z');
    const page = await pageOf(fakes);
    expect(page.month.period).toBe('2026-10');
    expect(page.budgets).toMatchObject([{ spend: '2.4', ratioPct: 48 }]);
    expect(page.budgets[0]).not.toHaveProperty('forecast');
  });

  test('says why its last answer could not be judged', async () => {
    const more = { unjudged: 'refused', outcome: 'unjudged', reason: 'emnify answers HTTP 403', decisions: [] };
    const { words } = await pageOf(await aDevice(pageFakes(), more));
    expect(words.at(-1)).toBe(
      'The last answer of emnify could not be judged: emnify answers HTTP 403. The cost is that of the last one that could.',
    );
  });

  test('shows one of which emnify has never shown figures', async () => {
    const fakes = pageFakes();
    const { spend: _, ...month } = aMonth({ decisions: [], reason: 'no figures' });
    await fakes.costHistory.write(month, {});
    const page = await pageOf(fakes);
    expect(page.budgets).toMatchObject([{ spend: '0', ratioPct: 0, curve: [{ amount: '0' }] }]);
    expect(page.words).toContain('There are no figures to check: no figures.');
  });

  test('shows one without a budget', async () => {
    const fakes = await aDevice(pageFakes([{ name: 'cameras', match: { tags: ['camera'] }, limit: 9 }]));
    const page = await pageOf(fakes);
    expect(page.budgets).toEqual([]);
    expect(page.words).toContain('No budget applies to this device, so it raises no alerts.');
  });
});

test('an endpoint of another name is not mistaken for it', async () => {
  const fakes = await aDevice();
  await fakes.costHistory.write(aMonth({ endpoint: anEndpoint('1660') }), {});
  await fakes.notificationLog.claim(anAlert({ scope: { kind: 'endpoint', id: '1660', name: 'x' } }));
  expect((await pageOf(fakes)).alerts).toEqual([]);
});
