import { expect, test } from '@jest/globals';
import { pack } from '../../../functions/contracts/packed.ts';
import { addToFleetView, emptyFleetView, finishFleetView } from '../../../functions/domain/records/build-fleet-view.ts';
import type { FleetView } from '../../../functions/domain/records/fleet-view.ts';
import { dispatch } from '../../../functions/page/dispatch.ts';
import { pagePayload } from '../../../functions/page/payload.ts';
import { renderer } from '../../../functions/page/render.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { seen, spent } from '../../fakes/aggregate-deps.ts';
import { pageFakes } from '../../fakes/page-deps.ts';
import { aPlan, NOW } from '../../fakes/samples.ts';

/** What CloudWatch has to load before a person sees anything. */
const MOST_BYTES = 200_000;

/** Twenty budgets with a list each, a tag for each endpoint, and every state. */
function largeView(endpoints: number): FleetView {
  const budgets = Array.from({ length: 20 }, (_, index) => ({
    name: `budget-of-kind-${index}`,
    limit: 5 + index,
    ...(index < 19 && { match: { tags: [`kind-${index}`] } }),
  }));
  const making = emptyFleetView(aPlan(budgets), NOW);
  for (let id = 0; id < endpoints; id++) {
    const chance = (id * 2_654_435_761) % 4_294_967_296;
    const pace = {
      perHour: '0.1782',
      overHours: 2,
      basis: 'days',
      meter: 'total',
      currency: 'EUR',
      limit: '5',
    } as const;
    const month = seen(String(11_000_000 + id), spent({ EUR: ((chance / 2 ** 32) ** 3 * 40).toFixed(8) }), {
      endpoint: {
        name: `container-tracker-${chance.toString(16)}`,
        tags: [`kind-${id % 25}`, `site-${id % 200}`, `serial-${id}`],
        iccid: `89883030000${10_000_000 + id}`,
      },
      dayCosts: { day: '2026-10-14', atStart: {}, before: { total: [0.1, chance / 2 ** 33] } },
      ...(id % 30 === 0 && { unusual: { since: NOW.toISOString(), pace } }),
      ...(id % 70 === 0 && { unjudged: 'refused', reason: 'emnify answers HTTP 403: this token may not read it' }),
    });
    addToFleetView(making, month);
  }
  return finishFleetView(making, []);
}

test.each([20_000, 100_000])('of %i endpoints, what is stored and the first view are small', async (endpoints) => {
  const view = largeView(endpoints);
  expect(view).toMatchObject({ endpoints, counts: { over: expect.any(Number) } });
  expect(Object.keys(view.rows).length).toBeGreaterThan(400);
  expect(pack(view).length).toBeLessThan(MOST_BYTES / 3);
  const fakes = { ...pageFakes(), ...renderer(() => 'x') };
  await fakes.fleetViews.writeView(view);
  const ask = withPayload(pagePayload, async (payload) => dispatch(fakes, payload, 'arn:page'));
  for (const list of ['all', 'cost', 'state#over', 'tag#kind-1']) {
    expect(Buffer.byteLength(String(await ask({ view: 'fleet', list })))).toBeLessThan(MOST_BYTES);
  }
});
