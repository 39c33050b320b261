import { concerns, type Press } from '../presses/press.ts';
import { ENDPOINT_STATES, type FleetView, type ListName, type SharedView } from '../records/fleet-view.ts';
import { beside, type Decimal, formatMoney, twoPlaces, wholePercent } from '../values/money.ts';
import { formatMoment, longMonth } from '../values/month.ts';
import { budgetBar } from './budget-bar.ts';
import { endpointSection, STATE_TONES, searchResult } from './fleet-list.ts';
import { type Html, html, joined, type Part } from './html.ts';
import { inThousands, manyOf, STATE_TITLES } from './page-words.ts';
import {
  banner,
  type Column,
  chip,
  chips,
  dotted,
  empty,
  figures,
  section,
  type Tone,
  table,
  toneOf,
} from './parts.ts';
import type { FleetQuery, Place } from './place.ts';
import { authorFields, fieldset, muteFields, pressEntry } from './press-form.ts';
import type { FleetPage } from './views.ts';

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
