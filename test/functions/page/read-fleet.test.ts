import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import type { DirectoryEntry } from '../../../functions/domain/records/fleet-view.ts';
import { readFleet } from '../../../functions/page/read-fleet.ts';
import { seen, spent } from '../../fakes/aggregate-deps.ts';
import { pageFakes } from '../../fakes/page-deps.ts';
import { aPressedMute, fakePresses } from '../../fakes/presses.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';

const query = { view: 'fleet', list: 'all', sort: 'urgency' } as const;

test('before the first run of aggregate, there is nothing to show', async () => {
  expect(await readFleet(pageFakes(), query)).toEqual({ view: 'fleet', now: NOW, query, presses: [] });
});

test('the fleet is as aggregate has left it', async () => {
  const fakes = pageFakes();
  await fakes.costHistory.write(seen('166', spent({ EUR: '6' })), {});
  await aggregateBudgets(fakes, { dryRun: false });
  const { fleet } = await readFleet(fakes, query);
  expect(fleet).toEqual(await fakes.fleetViews.view());
  expect(fleet?.rows['166']).toMatchObject({ name: 'tracker-166', states: ['over'] });
});

test('presses are those that count now', async () => {
  const fakes = pageFakes();
  const undone = { at: NOW.toISOString(), from: 'page' as const };
  fakes.presses = fakePresses([
    aPressedMute(),
    aPressedMute({ id: 'mute-2', until: minutesOn(-1).toISOString() }),
    aPressedMute({ id: 'mute-3', undone }),
  ]);
  expect((await readFleet(fakes, query)).presses).toEqual([aPressedMute()]);
});

describe('a search', () => {
  const entries: DirectoryEntry[] = [
    { id: '166', name: 'Camera gate', iccid: '8988303000000000166' },
    { id: '1660', name: 'camera door', iccid: '8988303000000001660' },
    { id: '7', name: '166 on a pole' },
    { id: '8', name: 'KÜHL-1' },
    { id: '9', name: 'Ku\u0308hl-2' },
  ];
  const find = async (search: string, of = entries) => {
    const fakes = pageFakes();
    await fakes.fleetViews.writeDirectory(of);
    return (await readFleet(fakes, { ...query, search })).found;
  };
  const ids = async (search: string) => (await find(search))?.entries.map(({ id }) => id);

  test.each([
    ['an id, and before it what only begins so', '166', ['166', '7']],
    ['an id with zeros before it', '0166', ['166']],
    ['an ICCID', '8988303000000001660', ['1660']],
    ['an ICCID with blanks', '8988 3030 0000 0001 660', ['1660']],
    ['no part of an ICCID', '89883030', []],
    ['the beginning of a name, in any case of letters', 'CAM', ['1660', '166']],
    ['umlauts, however they are written', 'kühl', ['8', '9']],
    ['not the middle of a name', 'gate', []],
  ])('finds %s', async (_, search, found) => {
    expect(await ids(search)).toEqual(found);
  });

  test('shows fifty, and says how many there are', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ id: String(index), name: `cam-${1000 + index}` }));
    const found = await find('cam', many.toReversed());
    expect(found?.count).toBe(300);
    expect(found?.entries).toEqual(many.slice(0, 50));
  });

  test('is not made without a word', async () => {
    expect(await readFleet(pageFakes(), query)).not.toHaveProperty('found');
  });
});
