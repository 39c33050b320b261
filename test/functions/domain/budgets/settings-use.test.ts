import { describe, expect, test } from '@jest/globals';
import {
  addToSettingsUse,
  emptySettingsUse,
  settingsWithoutEffect,
} from '../../../../functions/domain/budgets/settings-use.ts';
import type { Endpoint } from '../../../../functions/domain/costs/endpoint.ts';
import { aMute, anEndpoint, aPlan, minutesOn, NOW } from '../../../fakes/samples.ts';

function withoutEffect(budgets: object[], endpoints: Endpoint[], mutes: object[] = []): string[] {
  const plan = aPlan(budgets, { mutes });
  const use = emptySettingsUse();
  for (const endpoint of endpoints) addToSettingsUse(use, endpoint, plan);
  return settingsWithoutEffect(use, plan, NOW);
}

const EACH = { name: 'every-device', limit: 5 };
const CAMERA = anEndpoint('1', { tags: ['camera'] });
const TRUCK = anEndpoint('2', { name: 'truck-2' });

describe('settings without effect', () => {
  test('are none where every budget and mute meets an endpoint, and every endpoint a budget', () => {
    const cameras = { name: 'cameras', limit: 50, match: { tags: ['Camera'] } };
    const mutes = [aMute({ match: { ids: ['1'] } }), aMute({ match: undefined, budget: 'cameras' })];
    expect(withoutEffect([cameras, EACH], [CAMERA, TRUCK], mutes)).toEqual([]);
  });

  test('are budgets, groups and mutes that match nothing, each by its name', () => {
    const typo = { match: { tags: ['kamera'] }, limit: 50 };
    const until = minutesOn(60).toISOString();
    expect(
      withoutEffect(
        [{ ...typo, name: 'cameras' }, { ...typo, name: 'all-cameras', scope: 'group' }, EACH],
        [CAMERA, TRUCK],
        [aMute({ match: { name: 'cam-*' } })],
      ),
    ).toEqual([
      'the budget "cameras" matches no endpoint',
      'the group "all-cameras" matches no endpoint',
      `the mute until ${until} by Kim matches no endpoint`,
    ]);
  });

  test('are no mute that has ended, for it has none any more', () => {
    expect(withoutEffect([EACH], [TRUCK], [aMute({ until: NOW.toISOString() })])).toEqual([]);
  });

  test('are endpoints that no budget is for, ten of them by name', () => {
    const cameras = { name: 'cameras', limit: 50, match: { tags: ['camera'] } };
    expect(withoutEffect([cameras], [CAMERA, TRUCK])).toEqual(['1 endpoint without a budget: truck-2']);
    const trucks = Array.from({ length: 11 }, (_, index) => anEndpoint(`${index}`, { name: `t${index}` }));
    const [line] = withoutEffect([cameras], [CAMERA, ...trucks]);
    expect(line).toBe('11 endpoints without a budget: t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and more');
  });

  test('are never a budget of the organisation, which needs no endpoint', () => {
    const workspace = { name: 'workspace', scope: 'organisation', limit: 'emnify' };
    expect(withoutEffect([EACH, workspace], [TRUCK])).toEqual([]);
  });

  test('are no endpoints of a group, nor any where the organisation has the only budget', () => {
    const workspace = { name: 'workspace', scope: 'organisation', limit: 'emnify' };
    const trucks = { name: 'trucks', scope: 'group', limit: 9, match: { name: 'truck-*' } };
    expect(withoutEffect([workspace], [CAMERA, TRUCK])).toEqual([]);
    expect(withoutEffect([trucks], [TRUCK])).toEqual([]);
    expect(withoutEffect([trucks, workspace], [CAMERA, TRUCK])).toEqual([expect.stringMatching(/^1 endpoint without/)]);
  });

  test('are unknown of a fleet that has not been seen', () => {
    expect(withoutEffect([EACH], [], [aMute()])).toEqual([]);
  });

  test('are no budget that matches, though another always comes before it', () => {
    expect(
      withoutEffect(
        [
          { name: 'trucks', limit: 9, match: { name: 'truck-*' } },
          { name: 'twos', limit: 7, match: { ids: ['2'] } },
        ],
        [TRUCK],
      ),
    ).toEqual([]);
  });
});
