import { expect, test } from '@jest/globals';
import { queryIn } from '../../../../infra/local/page/page-query.ts';

const FLEET = { view: 'fleet', list: 'all', sort: 'urgency' };

test.each([
  ['', FLEET],
  ['view=costs&sort=luck', FLEET],
  ['view=health', { view: 'health' }],
  ['view=device&endpoint=sim%2F7', { view: 'device', endpoint: 'sim/7' }],
  // No endpoint has such an id: a table would refuse it.
  ['view=device', FLEET],
  [`view=device&endpoint=${'x'.repeat(3_000)}`, FLEET],
  ['view=fleet&list=state%23over&sort=cost', { view: 'fleet', list: 'state#over', sort: 'cost' }],
  ['search=+cam+&list=cost', { view: 'fleet', list: 'all', sort: 'urgency', search: 'cam' }],
  ['field=list&search=cam&list=cost', { view: 'fleet', list: 'cost', sort: 'urgency' }],
])('the address ?%s asks for a view', (address, query) => {
  expect(queryIn(new URLSearchParams(address))).toEqual(query);
});
