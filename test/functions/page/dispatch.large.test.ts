import { expect, test } from '@jest/globals';
import { pack } from '../../../functions/contracts/packed.ts';
import { dispatch } from '../../../functions/page/dispatch.ts';
import { pagePayload } from '../../../functions/page/payload.ts';
import { renderer } from '../../../functions/page/render.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { pageFakes } from '../../fakes/page-deps.ts';
import { largeView } from '../../fixtures/large-view.ts';

/** What CloudWatch has to load before a person sees anything. */
const MOST_BYTES = 200_000;

test.each([20_000])('of %i endpoints, what is stored and the first view are small', async (endpoints) => {
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
