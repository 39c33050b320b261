import { expect, test } from '@jest/globals';
import { rowsOf } from '../../../../functions/domain/page/fleet-list.ts';
import type { FleetPage } from '../../../../functions/domain/page/views.ts';
import { aFleet } from '../../../fakes/page-views.ts';

const FLEET = aFleet();

test('a list is in the order that is asked for', () => {
  const first = (sort: FleetPage['query']['sort'], list: FleetPage['query']['list'] = 'all') =>
    rowsOf(FLEET, { view: 'fleet', list, sort })?.[0]?.name;
  expect([first('urgency'), first('cost'), first('share'), first('name')]).toEqual([
    'camera-gate-north-00',
    'camera-gate-north-00',
    'camera-gate-north-00',
    'alarm-panel-gate-north-09',
  ]);
  expect(first('cost', 'state#near')).toBe('camera-gate-north-18');
});
