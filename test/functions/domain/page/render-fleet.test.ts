import { describe, expect, test } from '@jest/globals';
import { localPlace } from '../../../../functions/domain/page/place.ts';
import { renderFleet } from '../../../../functions/domain/page/render-fleet.ts';
import type { FleetPage } from '../../../../functions/domain/page/views.ts';
import { aFleet, aFleetPage, aSearch, somePresses } from '../../../fakes/page-views.ts';
import { readable } from '../../../fixtures/html-scanner.ts';

const PLACE = localPlace({ newId: () => 'id' });
const FLEET = aFleet();
const shown = (page: FleetPage): string => readable(renderFleet(page, PLACE));
const listed = (list: FleetPage['query']['list'], sort: FleetPage['query']['sort'] = 'urgency') =>
  aFleetPage({ query: { view: 'fleet', list, sort } });

describe('the view of the fleet', () => {
  test('begins with what all cost, what is expected, and how many endpoints are in each state', () => {
    expect(shown(aFleetPage())).toContain(
      'Fleet October 2026 UTC, as of 18 Oct 2026 14:15 UTC. 12,480 endpoints were checked this month. Cost of all endpoints this month EUR 9412.40 Expected at the end of October 2026 EUR 15210.77',
    );
    expect(shown(aFleetPage())).toContain(
      '31 Over limit 12 Near limit 7 Heading over 6 Unusual pace 0 Not checked 12,480 All endpoints',
    );
  });

  test('has each budget that endpoints share, with a remark where a figure is missing', () => {
    const text = shown(aFleetPage());
    expect(text).toContain(
      'Group all-cameras EUR 417.30 of 400.00, 104 % 64 endpoints · about EUR 602.10 expected by the end of the month over its limit',
    );
    expect(text).toContain('Group site-hamburg EUR 120.00 no limit at emnify');
  });

  test('marks what a person has decided', () => {
    const text = shown(aFleetPage({ presses: somePresses().slice(0, 3) }));
    expect(text).toContain('camera-gate-north-00 over EUR 15.63/h muted limit raised acknowledged');
  });

  test('marks a group and its endpoints where the whole budget is muted', () => {
    const [, , , mute] = somePresses();
    const ofBudget =
      mute?.kind === 'mute' && mute.budget !== undefined ? [{ ...mute, budget: 'all-cameras', undone: undefined }] : [];
    expect(shown(aFleetPage({ presses: ofBudget }))).toContain('over its limit muted');
  });

  test.each([
    ['state#over', 'Endpoints: over limit', 'The 17 most urgent of 31 endpoints, the most urgent first.'],
    ['tag#camera', 'Endpoints with the tag camera', 'The 5 most urgent of 64 endpoints, the most urgent first.'],
    ['budget#cameras', 'Endpoints under budget cameras', 'The 17 most urgent of 64 endpoints, the most urgent first.'],
  ] as const)('says of the list %s how many it has, and of how many', (list, title, caption) => {
    expect(shown(listed(list))).toContain(title);
    expect(shown(listed(list))).toContain(caption);
  });

  test('says that the dearest ones are of all endpoints', () => {
    expect(shown(listed('all', 'cost'))).toContain('The 50 dearest of 12,480 endpoints, the dearest first.');
  });

  test.each([
    ['state#unchecked', 'Every endpoint was checked within the last day.'],
    ['tag#gone', 'There is no list of this name.'],
    ['constructor', 'There is no list of this name.'],
  ])('says in a sentence that %s is empty', (list, sentence) => {
    const fleet = { ...FLEET, lists: { ...FLEET.lists, 'state#unchecked': [] } };
    expect(shown({ ...listed(list as 'all'), fleet })).toContain(sentence);
  });

  test('shows what a search has found, or that it has found nothing', () => {
    expect(shown(aSearch())).toContain(
      '2 endpoints with this id or ICCID, or a name that begins so. Endpoint Id ICCID camera-gate-north 11898598 8988303000000011898',
    );
    expect(shown({ ...aSearch(), found: { entries: [], count: 0 } })).toContain(
      'No endpoint has the id or ICCID "camera-gate"',
    );
  });

  test.each([
    ['a search', aSearch(), /Search .* Cost of all endpoints .* Workspace and groups/],
    ['a list', listed('state#over'), /Cost of all endpoints .* Endpoints: over limit .* Workspace and groups/],
    ['no choice', aFleetPage(), /Cost of all endpoints .* Workspace and groups .* The 50 most urgent/],
  ])('has first what was asked for: %s', (_, page, order) => {
    expect(shown(page)).toMatch(order);
  });

  test('says so before the first figures, and can be searched all the same', () => {
    expect(shown(aFleetPage({ fleet: undefined }))).toContain('There are no figures yet.');
    expect(shown({ ...aSearch(), fleet: undefined })).toContain('camera-gate-north');
  });

  test('says so where there is no budget and no press', () => {
    const text = shown(aFleetPage({ fleet: { ...FLEET, shared: [], budgets: [] }, presses: [] }));
    expect(text).toContain('No budget is for the workspace or a group.');
    expect(text).toContain('No budget is for single endpoints.');
    expect(text).toContain('No mute, acknowledgement or raised limit is in force by a press.');
    expect(text).not.toContain('Mute a whole budget');
  });

  test('gives an endpoint without a name its id, and cuts a long name', () => {
    const [id = ''] = FLEET.lists.all ?? [];
    const named = (name: string) => ({
      ...FLEET,
      rows: { ...FLEET.rows, ...(FLEET.rows[id] && { [id]: { ...FLEET.rows[id], name } }) },
    });
    expect(shown(aFleetPage({ fleet: named(' ') }))).toContain('endpoint 11898598 over');
    expect(shown(aFleetPage({ fleet: named('x'.repeat(5_000)) }))).toContain(` ${'x'.repeat(78)}.. over`);
  });

  test('stays below 200 KB for 50 endpoints with long names and twenty budgets', () => {
    const fleet = aFleet((plain) => plain.padEnd(120, 'x'));
    const budgets = Array.from({ length: 20 }, (_, index) => ({
      budget: `budget-${index}`,
      limit: '5',
      endpoints: 9,
      spend: '1',
      over: 0,
      near: 0,
    }));
    expect(String(renderFleet(aFleetPage({ fleet: { ...fleet, budgets } }), PLACE)).length).toBeLessThan(150_000);
  });
});
