import { expect, test } from '@jest/globals';
import { dispatch } from '../../../functions/page/dispatch.ts';
import { pagePayload } from '../../../functions/page/payload.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { type PageFakes, pageFakes } from '../../fakes/page-deps.ts';
import { aMonth } from '../../fakes/samples.ts';

const STORES = ['costHistory', 'fleet', 'fleetViews', 'presses', 'watchdog', 'notificationLog', 'deliveries'] as const;

/** Writes down each call of a store, of the budgets and of the subscriptions. */
function watched(fakes: PageFakes): { deps: PageFakes; calls: string[] } {
  const calls: string[] = [];
  const noting = <Store extends object>(store: Store, name: string): Store =>
    new Proxy(store, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          calls.push(`${name}.${String(key)}`);
          return Reflect.apply(member, target, args);
        };
      },
    });
  const noted = <Value>(name: string, value: Value): Value => {
    calls.push(name);
    return value;
  };
  const stores = Object.fromEntries(STORES.map((name) => [name, noting(fakes[name], name)]));
  const deps: PageFakes = {
    ...fakes,
    ...stores,
    runs: noting(fakes.runs, 'runs'),
    budgets: async () => noted('budgets', fakes.plan),
    subscriptions: async () => noted('subscriptions', []),
  };
  return { deps, calls };
}

async function callsOf(event: object): Promise<string[]> {
  const fakes = pageFakes();
  await fakes.costHistory.write(aMonth(), {});
  const { deps, calls } = watched(fakes);
  await withPayload(pagePayload, async (payload) => dispatch(deps, payload, 'arn:page'))(event);
  return calls.toSorted();
}

test.each([
  [{ view: 'fleet' }, ['fleetViews.view', 'presses.since']],
  [{ view: 'fleet', search: 'x' }, ['fleetViews.directory', 'fleetViews.view', 'presses.since']],
  [
    { view: 'device', endpoint: '166' },
    [
      'budgets',
      'costHistory.points',
      'costHistory.read',
      'fleet.pollingState',
      'notificationLog.alertsOf',
      'presses.since',
    ],
  ],
  [{ view: 'device', endpoint: '7' }, ['costHistory.read', 'costHistory.read']],
  [
    { view: 'messages' },
    ['deliveries.newestSent', 'deliveries.newestSent', 'deliveries.state', 'notificationLog.waiting'],
  ],
  [
    { view: 'health' },
    ['budgets', 'costHistory.lastSweep', 'runs.counts', 'runs.notes', 'subscriptions', 'watchdog.last'],
  ],
  [{ csv: {} }, ['budgets', 'costHistory.months']],
  [{ describe: true }, []],
])('for %j, page reads each thing once', async (event, calls) => {
  expect(await callsOf(event)).toEqual(calls);
});
