import { describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { discoverEndpoints } from '../../../functions/discover/discover-endpoints.ts';
import type { EndpointPage } from '../../../functions/emnify/endpoint-pages.ts';
import { fakeCostHistory } from '../../fakes/cost-history.ts';
import { fakeEmnify } from '../../fakes/emnify.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { anEndpoint, NOW } from '../../fakes/samples.ts';

/** A sweep over a list that comes in these pages; `undefined` is a page that fails. */
function sweepOver(...pages: (EndpointPage | undefined)[]) {
  const emnify = fakeEmnify();
  emnify.pages = pages;
  const queue = fakeQueue();
  const costHistory = fakeCostHistory();
  return {
    queue,
    costHistory,
    sweep: (send = queue.send) => discoverEndpoints({ emnify, queue: { send }, costHistory, now: () => NOW }),
    queued: () => queue.bodies.map((body) => parseRequest(body).endpoint.id),
  };
}

function page(ids: string[], more: Partial<EndpointPage> = {}): EndpointPage {
  return { endpoints: ids.map((id) => anEndpoint(id)), unreadable: 0, ...more };
}

describe('discover', () => {
  test('asks for the evaluation of every endpoint, with all that budgets match on', async () => {
    const endpoint = anEndpoint('166', { name: 'Kühl ❄️ "4"', tags: ['a, b', 'Ü'], iccid: '8988303000000000166' });
    const { queue, sweep } = sweepOver({ endpoints: [endpoint], unreadable: 0, totalCount: 1 });
    await sweep();
    expect(queue.bodies.map(parseRequest)).toEqual([{ sweepId: '2026-10-14T14:00:00.000Z', fleetSize: 1, endpoint }]);
  });

  test('asks whatever the status: a disabled device still carries the cost of its month', async () => {
    const endpoints = ['Enabled', 'Disabled', 'Deleted', ''].map((status, index) => anEndpoint(`${index}`, { status }));
    const { sweep, queued } = sweepOver({ endpoints, unreadable: 0 });
    expect(await sweep()).toMatchObject({ listed: 4, queued: 4 });
    expect(queued()).toEqual(['0', '1', '2', '3']);
  });

  test('says what it starts with, over all pages', async () => {
    const { sweep, queued } = sweepOver(page(['1', '2'], { totalCount: 3 }), page(['3'], { totalCount: 3 }));
    expect(await sweep()).toEqual({ sweepId: NOW.toISOString(), listed: 3, queued: 3, unreadable: 0, missing: 0 });
    expect(queued()).toEqual(['1', '2', '3']);
  });

  test('is content with an empty workspace', async () => {
    const { sweep, queued } = sweepOver(page([], { totalCount: 0 }));
    expect(await sweep()).toMatchObject({ listed: 0, queued: 0, unreadable: 0, missing: 0 });
    expect(queued()).toEqual([]);
  });

  test('counts items without an id as listed, though they cannot be requested', async () => {
    const { sweep } = sweepOver(page(['1'], { unreadable: 2, totalCount: 4 }), page(['2'], { totalCount: 4 }));
    expect(await sweep()).toMatchObject({ listed: 4, queued: 2, unreadable: 2, missing: 0 });
  });

  test('counts what emnify counts and shows on no page', async () => {
    const { sweep } = sweepOver(page(['1', '2'], { totalCount: 6 }), page(['3'], { unreadable: 1, totalCount: 6 }));
    expect(await sweep()).toMatchObject({ listed: 4, queued: 3, unreadable: 1, missing: 2 });
  });

  test('believes the last page: a fleet that shrank meanwhile lacks none', async () => {
    const { sweep } = sweepOver(page(['1', '2'], { totalCount: 4 }), page(['3'], { totalCount: 3 }));
    expect(await sweep()).toMatchObject({ listed: 3, missing: 0 });
  });

  test('lacks none where emnify gives no count, nor where it counts too few', async () => {
    expect(await sweepOver(page(['1'])).sweep()).toMatchObject({ listed: 1, missing: 0 });
    expect(await sweepOver(page(['1', '2'], { totalCount: 1 })).sweep()).toMatchObject({ listed: 2, missing: 0 });
  });

  test('fails with a page, and what came before stays queued', async () => {
    const { sweep, queued } = sweepOver(page(['1', '2']), page(['3']), undefined, page(['4']));
    await expect(sweep()).rejects.toThrow('HTTP 500');
    expect(queued()).toEqual(['1', '2', '3']);
  });

  test('fails with the queue', async () => {
    const { sweep } = sweepOver(page(['1']));
    const refusing = async () => {
      throw new Error('SQS did not take 1 of 1');
    };
    await expect(sweep(refusing)).rejects.toThrow('SQS did not take 1 of 1');
  });
});

describe('the record of a sweep', () => {
  test('says how much of the fleet can be seen, once the list was read', async () => {
    const { costHistory, sweep } = sweepOver(
      page(['1', '2'], { totalCount: 6 }),
      page(['3'], { unreadable: 1, totalCount: 6 }),
    );
    expect(await costHistory.lastSweep()).toBeUndefined();
    await sweep();
    expect(await costHistory.lastSweep()).toEqual({ sweepId: NOW.toISOString(), listed: 3, missing: 3 });
  });

  test('of a list that breaks off says how far it came and why, and the sweep fails all the same', async () => {
    const { costHistory, sweep } = sweepOver(page(['1', '2']), page(['3']), undefined);
    await expect(sweep()).rejects.toThrow('HTTP 500');
    expect(await costHistory.lastSweep()).toMatchObject({
      sweepId: NOW.toISOString(),
      listed: 3,
      brokeOff: 'emnify answered GET /api/v1/endpoint with HTTP 500',
    });
  });

  test('of a queue that refuses counts nothing that was not queued', async () => {
    const { costHistory, sweep } = sweepOver(page(['1']));
    const refusing = async () => {
      throw new Error('SQS did not take 1 of 1');
    };
    await expect(sweep(refusing)).rejects.toThrow('SQS did not take 1 of 1');
    expect(await costHistory.lastSweep()).toMatchObject({ listed: 0, brokeOff: 'SQS did not take 1 of 1' });
  });

  test('of a good sweep replaces that of a broken one', async () => {
    const { costHistory, sweep } = sweepOver(page(['1'], { totalCount: 1 }));
    await costHistory.writeSweep({ sweepId: 'before', listed: 0, missing: 0, brokeOff: 'HTTP 500' });
    await sweep();
    expect(await costHistory.lastSweep()).toEqual({ sweepId: NOW.toISOString(), listed: 1, missing: 0 });
  });

  test('does not hide what broke the list off, where it cannot be written either', async () => {
    const { costHistory, sweep } = sweepOver(undefined);
    costHistory.writeSweep = async () => {
      throw new Error('the table is out of order');
    };
    await expect(sweep()).rejects.toThrow('HTTP 500');
  });
});

describe('the size of the fleet', () => {
  test('goes along with every request, as the page says that brought it', async () => {
    const { queue, sweep } = sweepOver(page(['1', '2'], { totalCount: 4 }), page(['3'], { totalCount: 3 }));
    await sweep();
    expect(queue.bodies.map((body) => parseRequest(body).fleetSize)).toEqual([4, 4, 3]);
  });

  test('is not invented where emnify gives no count', async () => {
    const { queue, sweep } = sweepOver(page(['1']));
    await sweep();
    expect(parseRequest(queue.bodies[0] ?? '')).not.toHaveProperty('fleetSize');
  });
});
