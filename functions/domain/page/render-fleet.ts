import { concerns, type Press } from '../presses/press.ts';
import {
  ENDPOINT_STATES,
  type EndpointState,
  type FleetRow,
  type FleetView,
  type ListName,
  type SharedView,
} from '../records/fleet-view.ts';
import { beside, type Decimal, formatMoney, twoPlaces, wholePercent } from '../values/money.ts';
import { formatMoment, longMonth } from '../values/month.ts';
import { budgetBar } from './budget-bar.ts';
import { type Html, html, joined, type Part } from './html.ts';
import { inThousands, manyOf, marksOf, NO_ENDPOINT, nameOf, STATE_TITLES, whenInWords } from './page-words.ts';
import { banner, type Column, chip, dotted, empty, figures, section, type Tone, table, toneOf } from './parts.ts';
import type { FleetQuery, Place } from './place.ts';
import { authorFields, fieldset, muteFields, pressEntry } from './press-form.ts';
import { FLEET_SORTS, type FleetPage, type FleetSort } from './views.ts';

/** The view of all endpoints: the budgets that they share, and those that need a look. */
export function renderFleet(page: FleetPage, place: Place): Html {
  const { fleet } = page;
  if (!fleet)
    return html`<h1>Fleet</h1>${banner('calm', html`<p>There are no figures yet. They come with the first run of aggregate, within a quarter of a sweep.</p>`)}${searchResult(page, place)}`;
  return html`<h1>Fleet</h1>
<p class="lead">${longMonth(fleet.period)} UTC, as of ${formatMoment(new Date(fleet.at))}. ${manyOf(fleet.endpoints, 'endpoint')} ${fleet.endpoints === 1 ? 'was' : 'were'} checked this month.</p>
${joined(firstSections(page, fleet, place), '\n')}
${budgetSection(fleet, place)}
${pressSection(page, place)}
${muteSection(fleet, place)}`;
}

/** What was asked for comes first: a search before all else, a list before what endpoints share. */
function firstSections(page: FleetPage, fleet: FleetView, place: Place): Part[] {
  const { search, list, sort } = page.query;
  const endpoints = endpointSection(page, fleet, place);
  const figuresAndStates = [totals(fleet), stateLinks(fleet, page.query, place)];
  const shared = sharedSection(page, fleet);
  if (search !== undefined) return [endpoints, ...figuresAndStates, shared];
  const isChosen = list !== 'all' || sort !== 'urgency';
  return isChosen ? [...figuresAndStates, endpoints, shared] : [...figuresAndStates, shared, endpoints];
}

function totals({ spend, expectedAtEnd, currency, period, shared }: FleetView): Html {
  const workspace = shared.find(({ kind, ratioPct }) => kind === 'organisation' && ratioPct !== undefined);
  return figures([
    { label: 'Cost of all endpoints this month', value: formatMoney({ amount: spend, currency }) },
    {
      label: `Expected at the end of ${longMonth(period)}`,
      value: formatMoney({ amount: expectedAtEnd, currency }),
      note: 'the forecasts of all endpoints, added up',
    },
    ...(workspace?.limit === undefined || workspace.ratioPct === undefined
      ? []
      : [
          {
            label: 'Of the limit of the workspace',
            value: `${workspace.ratioPct} %`,
            note: `${currency} ${beside(workspace.limit, workspace.spend)} of ${beside(workspace.limit, workspace.limit)}`,
            tone: toneOf(workspace.ratioPct),
          },
        ]),
  ]);
}

const STATE_TONES: Record<EndpointState, Tone> = {
  over: 'critical',
  near: 'warning',
  fast: 'warning',
  unusual: 'warning',
  unchecked: 'calm',
};

/** How many endpoints are in each state, as links to their lists. */
function stateLinks({ counts, endpoints }: FleetView, query: FleetQuery, place: Place): Html {
  const link = (title: string, count: number, list: ListName, tone: Tone): Html =>
    html`<li class="${count === 0 ? 'calm' : tone}">${place.link(
      html`<b>${inThousands(count)}</b>${title}`,
      { view: 'fleet', list, sort: 'urgency' },
      { class: 'state', isCurrent: query.list === list && query.search === undefined },
    )}</li>`;
  return html`<ul class="states" aria-label="Endpoints by state">${ENDPOINT_STATES.map((state) =>
    link(STATE_TITLES[state], counts[state], `state#${state}`, STATE_TONES[state]),
  )}${link('All endpoints', endpoints, 'all', 'good')}</ul>`;
}

function sharedSection({ presses }: FleetPage, { shared, currency }: FleetView): Html {
  if (shared.length === 0) return section('Workspace and groups', empty('No budget is for the workspace or a group.'));
  const title = shared.some(({ kind }) => kind === 'organisation') ? 'Workspace and groups' : 'Groups';
  return section(
    title,
    html`<ul class="shares">${shared.map((each) => sharedEntry(each, currency, presses))}</ul>`,
    html`<p class="legend">In each bar the line is the limit, and the pale part is what is expected by the end of the month.</p>`,
  );
}

function sharedEntry(
  { kind, budget, spend, limit, ratioPct, expectedAtEnd, endpoints, remark }: SharedView,
  currency: string,
  presses: Press[],
): Html {
  const isMuted = presses.some((press) => press.kind === 'mute' && press.budget === budget);
  const isAcknowledged = presses.some((press) =>
    concerns(press, kind === 'group' ? { kind, id: budget } : { kind, id: 'my' }),
  );
  const money = (amount: Decimal): string => (limit === undefined ? twoPlaces(amount) : beside(limit, amount));
  const amount = `${currency} ${money(spend)}${limit === undefined ? '' : ` of ${money(limit)}`}`;
  const expected =
    expectedAtEnd === undefined
      ? undefined
      : `about ${currency} ${money(expectedAtEnd)} expected by the end of the month`;
  const expectedPct =
    limit === undefined || expectedAtEnd === undefined ? undefined : wholePercent(expectedAtEnd, limit);
  const name = kind === 'organisation' ? `Workspace (budget ${budget})` : `Group ${budget}`;
  return html`
<li><div class="top"><span class="name">${name}</span><span>${amount}${ratioPct === undefined ? undefined : html`, <b>${ratioPct} %</b>`}</span></div>${
    ratioPct === undefined
      ? undefined
      : budgetBar({ ratioPct, expectedPct }, `${name}: ${amount}, ${ratioPct} %${expected ? `, ${expected}` : ''}`)
  }<div class="note">${dotted([
    ...(endpoints === undefined ? [] : [manyOf(endpoints, 'endpoint')]),
    ...(expected ? [expected] : []),
    ...(remark === undefined ? [] : [remark]),
  ])}</div>${chips([
    ...(ratioPct !== undefined && ratioPct >= 100 ? [chip('over its limit', 'critical')] : []),
    ...(isMuted ? [chip('muted', 'calm')] : []),
    ...(isAcknowledged ? [chip('acknowledged', 'calm')] : []),
  ])}</li>`;
}

function chips(parts: Html[]): Html | undefined {
  return parts.length === 0 ? undefined : html`<div class="chips">${joined(parts, ' ')}</div>`;
}

/** The list of endpoints that is asked for, or what a search has found. */
function endpointSection(page: FleetPage, fleet: FleetView, place: Place): Html | undefined {
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

function searchResult({ query, found }: FleetPage, place: Place): Html | undefined {
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

function budgetSection({ budgets, currency }: FleetView, place: Place): Html {
  if (budgets.length === 0) return section('Budgets for single endpoints', empty('No budget is for single endpoints.'));
  const rows = budgets.map(({ budget, limit, endpoints, spend, over, near }) => [
    place.link(budget, { view: 'fleet', list: `budget#${budget}`, sort: 'urgency' }),
    beside(limit, limit),
    inThousands(endpoints),
    beside(limit, spend),
    over > 0 ? chip(inThousands(over), 'critical') : '0',
    near > 0 ? chip(inThousands(near), 'warning') : '0',
  ]);
  const columns: Column[] = [
    { title: 'Budget' },
    { title: 'Limit each', class: 'number' },
    { title: 'Endpoints', class: 'number wide' },
    { title: 'Cost of all', class: 'number wide' },
    { title: 'Over', class: 'number' },
    { title: 'Near', class: 'number' },
  ];
  return section(
    'Budgets for single endpoints',
    table(`In the order of the budgets file. Amounts in ${currency}.`, columns, rows),
  );
}

function pressSection({ presses, now }: FleetPage, place: Place): Html {
  return section(
    'In force by a press',
    presses.length > 0
      ? html`<ul class="entries">${presses.map((press) => pressEntry(press, { place, now, isNamed: true }))}</ul>`
      : empty('No mute, acknowledgement or raised limit is in force by a press.'),
  );
}

function muteSection({ shared, budgets }: FleetView, place: Place): Html | undefined {
  const names = [...new Set([...shared, ...budgets].map(({ budget }) => budget))];
  const buttons = names.map((budget) =>
    place.press(`Mute ${budget}`, { mute: { budget } }, { confirmation: `Mute all alerts of budget "${budget}"?` }),
  );
  const form =
    names.length === 0
      ? undefined
      : place.pressForm([authorFields(place.who), muteFields(undefined), fieldset('Which budget', [], buttons)]);
  return form && section('Mute a whole budget', form);
}
