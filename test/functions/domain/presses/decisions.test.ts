import { describe, expect, test } from '@jest/globals';
import { countedFrom, latestEnd, withPresses } from '../../../../functions/domain/presses/decisions.ts';
import type { Press } from '../../../../functions/domain/presses/press.ts';
import { aPressedMute } from '../../../fakes/presses.ts';
import { aPlan, aReadMute, aScope, minutesOn, NOW } from '../../../fakes/samples.ts';

const common = { id: 'x', at: NOW.toISOString(), until: minutesOn(60).toISOString(), from: 'page' as const };
const undone = { at: NOW.toISOString(), from: 'page' as const };
const RAISE: Press = {
  ...common,
  kind: 'raise',
  endpoint: { id: '166', name: 'tracker-166' },
  budget: 'every-device',
  period: '2026-10',
  limit: '10',
  before: '5',
  currency: 'EUR',
};
const ACKNOWLEDGEMENT: Press = {
  ...common,
  kind: 'acknowledge',
  scope: aScope('166'),
  incident: 'limit',
  budget: 'every-device',
  severity: 'critical',
  spent: { amount: '6.1', currency: 'EUR' },
};
const plan = { ...aPlan(), mutes: [aReadMute()] };
const at = (presses: Press[], minutes = 1) => withPresses(plan, presses, minutesOn(minutes));

test('presses of two months count, and no mute by press lasts longer: also one of a page of the day before', () => {
  for (const moment of ['2026-10-01T00:00:00.000Z', '2026-10-31T23:59:59.999Z', '2028-02-29T12:00:00.000Z']) {
    const now = new Date(moment);
    const lastMoment = new Date(latestEnd(now).getTime() - 1);
    expect(countedFrom(lastMoment).getTime()).toBeLessThanOrEqual(now.getTime() - 86_400_000);
  }
});

describe('the budgets with presses', () => {
  test('have mutes beside those of the file, marked as pressed', () => {
    const { mutes } = at([aPressedMute(), aPressedMute({ endpoint: undefined, budget: 'all', who: undefined })]);
    expect(mutes).toEqual([
      aReadMute(),
      expect.objectContaining({ match: { ids: ['166'] }, who: 'Kim', reason: 'no reason given', by: 'mute' }),
      expect.objectContaining({ budget: 'all', who: 'no name given', by: 'mute' }),
    ]);
    expect(mutes[2]).not.toHaveProperty('match');
  });

  test('have acknowledgements up to ten times the spend', () => {
    expect(at([ACKNOWLEDGEMENT]).acknowledged).toMatchObject([
      { scopeId: 'endpoint#166', severity: 'critical', upTo: { amount: '61', currency: 'EUR' } },
    ]);
  });

  test('have nothing of what was taken back or has ended', () => {
    const presses = [aPressedMute(), ACKNOWLEDGEMENT];
    expect(at(presses.map((press) => ({ ...press, undone })))).toEqual({ ...plan, acknowledged: [], raised: [] });
    expect(at(presses, 60)).toEqual({ ...plan, acknowledged: [], raised: [] });
  });

  test('keep a raised limit for late charges of its month, if it was not taken back', () => {
    expect(at([RAISE], 90).raised).toEqual([
      { endpointId: '166', budget: 'every-device', period: '2026-10', limit: '10', who: 'no name given' },
    ]);
    expect(at([{ ...RAISE, undone }]).raised).toEqual([]);
  });
});
