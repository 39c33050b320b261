import { expect, test } from '@jest/globals';
import { ORGANISATION } from '../../../../functions/domain/costs/scope.ts';
import { concerns, isInForce, type Press } from '../../../../functions/domain/presses/press.ts';
import { aPressedMute } from '../../../fakes/presses.ts';
import { aScope, minutesOn, NOW } from '../../../fakes/samples.ts';

test('a press counts until its end, and until it is taken back', () => {
  const undone = { at: NOW.toISOString(), from: 'page' as const };
  expect([
    isInForce(aPressedMute(), minutesOn(59)),
    isInForce(aPressedMute(), minutesOn(60)),
    isInForce(aPressedMute({ undone }), minutesOn(1)),
  ]).toEqual([true, false, false]);
});

test('a press concerns what it is about, and a group of the same id is another thing', () => {
  const about = [aScope('166'), aScope('7'), { ...aScope('166'), kind: 'group' as const }, ORGANISATION];
  const of = (press: Press) => about.map((scope) => concerns(press, scope));
  const common = { id: 'x', at: NOW.toISOString(), until: NOW.toISOString(), from: 'page' as const };
  const ofAlert = { incident: 'limit' as const, budget: 'all', severity: 'warning' as const };
  expect(of(aPressedMute())).toEqual([true, false, false, false]);
  expect(of(aPressedMute({ endpoint: undefined, budget: '166' }))).toEqual([false, false, false, false]);
  expect(of({ ...common, ...ofAlert, kind: 'acknowledge', scope: ORGANISATION })).toEqual([false, false, false, true]);
  expect(of({ ...common, kind: 'resend', ref: '34e44b' })).toEqual([false, false, false, false]);
});
