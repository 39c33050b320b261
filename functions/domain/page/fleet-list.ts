import { concerns, type Press } from '../presses/press.ts';
import {
  ENDPOINT_STATES,
  type EndpointState,
  type FleetRow,
  type FleetView,
  type ListName,
} from '../records/fleet-view.ts';
import { beside, type Decimal, twoPlaces, wholePercent } from '../values/money.ts';
import { budgetBar } from './budget-bar.ts';
import { type Html, html } from './html.ts';
import { inThousands, manyOf, marksOf, NO_ENDPOINT, nameOf, STATE_TITLES, whenInWords } from './page-words.ts';
import { type Column, chip, chips, empty, section, type Tone, table } from './parts.ts';
import type { FleetQuery, Place } from './place.ts';
import { FLEET_SORTS, type FleetPage, type FleetSort } from './views.ts';

/** The colour of each state. */
export const STATE_TONES: Record<EndpointState, Tone> = {
  over: 'critical',
  near: 'warning',
  fast: 'warning',
  unusual: 'warning',
  unchecked: 'calm',
};

/** The list of endpoints that is asked for, or what a search has found. */
export function endpointSection(page: FleetPage, fleet: FleetView, place: Place): Html | undefined {
  const { query } = page;
  if (query.search !== undefined) return searchResult(page, place);
  const rows = rowsOf(fleet, query);
  const tools = [listChooser(fleet, query, place), searchForm('', query, place), place.csv('CSV', query)];
  return section(
    listTitle(query.list),
    tools.every((tool) => tool === undefined) ? undefined : html`<div class="tools">${tools}</div>`,
    rows && rows.length > 1 ? sorts(query, place) : undefined,
    rows && rows.length > 0
      ? table(
          captionOf(fleet, query, rows.length),
          COLUMNS,
          rows.map((row) => rowCells(row, page, place)),
        )
      : empty(emptyList(query.list, rows)),
  );
}

const ORDERS: Record<FleetSort, string> = {
  urgency: 'the most urgent first',
  cost: 'the dearest first',
  share: 'the largest share of the limit first',
  name: 'in the order of their names',
};

/** How many rows there are, of how many, and in which order. */
function captionOf(fleet: FleetView, { list, sort }: FleetQuery, shown: number): string {
  const count = countOf(fleet, list) ?? shown;
  const isDearest = list === 'cost' || (list === 'all' && sort === 'cost');
  const which =
    shown < count
      ? `The ${shown} ${isDearest ? 'dearest' : 'most urgent'} of ${manyOf(count, 'endpoint')}`
      : manyOf(shown, 'endpoint');
  return `${which}, ${ORDERS[sort]}. Amounts in ${fleet.currency}.`;
}

const SORT_LINKS: Record<FleetSort, string> = {
  urgency: 'Urgency',
  cost: 'Cost',
  share: 'Share of limit',
  name: 'Name',
};

function sorts(query: FleetQuery, place: Place): Html | undefined {
  if (place.kind === 'file') return undefined;
  return html`<div class="sorts" role="group" aria-label="Sort by"><span class="label">Sort by</span>${FLEET_SORTS.map(
    (sort) =>
      place.link(SORT_LINKS[sort], { view: 'fleet', list: query.list, sort }, { isCurrent: sort === query.sort }),
  )}</div>`;
}

/** The rows of a list in their order; undefined where there is no such list. */
export function rowsOf(fleet: FleetView, { list, sort }: FleetQuery): FleetRow[] | undefined {
  const ids = list === 'all' && sort === 'cost' ? (fleet.lists.cost ?? fleet.lists.all) : listIn(fleet, list);
  const rows = ids?.flatMap((id) => (Object.hasOwn(fleet.rows, id) ? (fleet.rows[id] ?? []) : []));
  const by: Record<FleetSort, (a: FleetRow, b: FleetRow) => number> = {
    urgency: () => 0,
    cost: (a, b) => Number(b.spend) - Number(a.spend),
    share: (a, b) => (b.ratioPct ?? -1) - (a.ratioPct ?? -1),
    name: (a, b) => (a.name < b.name ? -1 : 1),
  };
  return rows?.toSorted(by[sort]);
}

function listIn({ lists }: FleetView, list: ListName): string[] | undefined {
  return Object.hasOwn(lists, list) ? lists[list] : undefined;
}

/** How many endpoints a list has, of which the view may name only the first. */
function countOf({ endpoints, counts, budgets, tags }: FleetView, list: ListName): number | undefined {
  const state = ENDPOINT_STATES.find((each) => list === `state#${each}`);
  if (state) return counts[state];
  if (list === 'all' || list === 'cost') return endpoints;
  return (
    budgets.find(({ budget }) => list === `budget#${budget}`)?.endpoints ??
    tags.find(({ tag }) => list === `tag#${tag}`)?.endpoints
  );
}

function listTitle(list: ListName): string {
  const state = ENDPOINT_STATES.find((each) => list === `state#${each}`);
  if (state) return `Endpoints: ${STATE_TITLES[state].toLowerCase()}`;
  if (list.startsWith('budget#')) return `Endpoints under budget ${list.slice('budget#'.length)}`;
  return list.startsWith('tag#') ? `Endpoints with the tag ${list.slice('tag#'.length)}` : 'Endpoints';
}

function emptyList(list: ListName, rows: FleetRow[] | undefined): string {
  const state = ENDPOINT_STATES.find((each) => list === `state#${each}`);
  if (state) return NO_ENDPOINT[state];
  return rows ? 'No endpoint is in this list.' : 'There is no list of this name.';
}

const COLUMNS: Column[] = [
  { title: 'Endpoint' },
  { title: 'Cost, limit', class: 'number' },
  { title: 'Share' },
  { title: 'Month end', class: 'number wide' },
  { title: 'Yesterday', class: 'number wide' },
  { title: 'Last check', class: 'wide' },
];

function rowCells(row: FleetRow, { presses, now, fleet }: FleetPage, place: Place) {
  const { id, budget, spend, limit, ratioPct, expectedAtEnd, yesterday, fetchedAt } = row;
  const money = (amount: Decimal): string => (limit === undefined ? twoPlaces(amount) : beside(limit, amount));
  const expectedPct =
    limit === undefined || expectedAtEnd === undefined ? undefined : wholePercent(expectedAtEnd, limit);
  return [
    html`${place.link(nameOf(row), { view: 'device', endpoint: id })}${chips([...stateChips(row, fleet?.currency ?? ''), ...pressChips(row, presses)])}`,
    html`${money(spend)}<small>${limit === undefined ? 'no budget' : `of ${money(limit)}`}</small>`,
    ratioPct === undefined
      ? undefined
      : html`<div class="share"><span>${inThousands(ratioPct)} %</span>${budgetBar({ ratioPct, expectedPct }, `${ratioPct} % of the limit${budget === undefined ? '' : ` of ${budget}`}`)}</div>`,
    expectedAtEnd === undefined ? undefined : money(expectedAtEnd),
    yesterday === undefined ? undefined : money(yesterday),
    whenInWords(fetchedAt, now),
  ];
}

function stateChips({ states, perHour, limit, unjudged }: FleetRow, currency: string): Html[] {
  const words: Record<EndpointState, string> = {
    over: 'over',
    near: 'near',
    fast: 'heading over',
    unusual: perHour === undefined || limit === undefined ? 'unusual pace' : `${currency} ${beside(limit, perHour)}/h`,
    unchecked: unjudged ?? 'not checked',
  };
  return states.map((state) => chip(words[state], STATE_TONES[state]));
}

function pressChips({ id, budget }: FleetRow, presses: Press[]): Html[] {
  const about = presses.filter(
    (press) =>
      concerns(press, { kind: 'endpoint', id }) ||
      (press.kind === 'mute' && press.budget !== undefined && press.budget === budget),
  );
  return marksOf(about).map((mark) => chip(mark, 'calm'));
}

function listChooser({ budgets, tags }: FleetView, query: FleetQuery, place: Place): Html | undefined {
  const option = (list: ListName, text: string): Html =>
    html`<option value="${list}"${list === query.list ? html` selected` : undefined}>${text}</option>`;
  const group = (label: string, options: Html[]): Html | undefined =>
    options.length === 0 ? undefined : html`<optgroup label="${label}">${options}</optgroup>`;
  const select = html`<label class="field"><span>Show</span><select name="list">${option('all', 'All endpoints')}${group(
    'By state',
    ENDPOINT_STATES.map((state) => option(`state#${state}`, STATE_TITLES[state])),
  )}${group(
    'By budget',
    budgets.map(({ budget, endpoints }) => option(`budget#${budget}`, `${budget} (${inThousands(endpoints)})`)),
  )}${group(
    'By tag',
    tags.map(({ tag, endpoints }) => option(`tag#${tag}`, `${tag} (${inThousands(endpoints)})`)),
  )}</select></label>`;
  return place.chooser(select, { field: 'list', text: 'Show', sort: query.sort });
}

function searchForm(search: string, query: FleetQuery, place: Place): Html | undefined {
  const input = html`<label class="field"><span>Find: id, ICCID or how the name begins</span><input name="search" value="${search}" maxlength="100" autocomplete="off"></label>`;
  return place.chooser(input, { field: 'search', text: 'Find', sort: query.sort });
}

/** What a search has found, or that it has found nothing. */
export function searchResult({ query, found }: FleetPage, place: Place): Html | undefined {
  const { search } = query;
  if (search === undefined) return undefined;
  const { entries = [], count = 0 } = found ?? {};
  const more =
    count > entries.length ? `The first ${entries.length} of ${inThousands(count)}` : manyOf(count, 'endpoint');
  const rows = entries.map(({ id, name, iccid }) => [
    place.link(nameOf({ id, name }), { view: 'device', endpoint: id }),
    id,
    iccid,
  ]);
  return section(
    'Search',
    html`<div class="tools">${searchForm(search, query, place)}</div>`,
    rows.length > 0
      ? table(
          `${more} with this id or ICCID, or a name that begins so.`,
          [{ title: 'Endpoint' }, { title: 'Id' }, { title: 'ICCID', class: 'wide' }],
          rows,
        )
      : empty(`No endpoint has the id or ICCID "${search}", or a name that begins so.`),
    html`<p class="legend">${place.link('All endpoints', { view: 'fleet', list: 'all', sort: query.sort })}</p>`,
  );
}
