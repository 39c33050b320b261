import { type BudgetPlan, budgetsOf } from '../budgets/budget.ts';
import { Sum } from '../values/money.ts';
import { periodOf } from '../values/month.ts';
import { folded } from '../values/text.ts';
import { TopList } from '../values/top-list.ts';
import type { EndpointMonth } from './endpoint-month.ts';
import { byCost, byUrgency, estimated, isNear, isOver, type RankedRow, rowMaker } from './fleet-row.ts';
import {
  type BudgetView,
  type EndpointState,
  type FleetRow,
  type FleetView,
  type ListName,
  MOST_IN_VIEW,
  type SharedView,
} from './fleet-view.ts';

/** A view that grows endpoint by endpoint. Of rows, it holds no more than those at the top of a list. */
export interface FleetViewInMaking {
  plan: BudgetPlan;
  now: Date;
  rowOf(month: EndpointMonth): RankedRow;
  endpoints: number;
  spend: Sum;
  expectedAtEnd: number;
  counts: Record<EndpointState, number>;
  budgets: Map<string, Omit<BudgetView, 'spend'> & { spend: Sum }>;
  lists: Map<ListName, TopList<RankedRow>>;
  /** All tags, and those of which rows are held. */
  tags: { all: Map<string, TagInMaking>; bySpelling: Map<string, TagInMaking>; withRows: Set<TagInMaking> };
}

/** A tag, in its first spelling. */
interface TagInMaking {
  tag: string;
  endpoints: number;
  /** Empty again for a tag that was seldom while there were too many. */
  rows: TopList<RankedRow>;
}

/** Budgets and tags with a list of their own. */
const MOST_LISTED = { budgets: 20, tags: 10 };
/** Tags of which rows are held while it grows. A fleet may have a tag for each endpoint. */
const MOST_TAGS_WITH_ROWS = { most: 400, kept: 100 };
/** A longer tag gets no list: the size of the view must not depend on it. */
const LONGEST_TAG = 100;

export function emptyFleetView(plan: BudgetPlan, now: Date): FleetViewInMaking {
  const ofEndpoints = budgetsOf('endpoint', plan);
  const none = { endpoints: 0, over: 0, near: 0 };
  return {
    plan,
    now,
    rowOf: rowMaker(plan, now),
    endpoints: 0,
    spend: new Sum(),
    expectedAtEnd: 0,
    counts: { over: 0, near: 0, fast: 0, unusual: 0, unchecked: 0 },
    budgets: new Map(ofEndpoints.map(({ name, limit }) => [name, { budget: name, limit, spend: new Sum(), ...none }])),
    lists: new Map<ListName, TopList<RankedRow>>([
      ['all', new TopList(MOST_IN_VIEW.all, byUrgency)],
      ['cost', new TopList(MOST_IN_VIEW.all, byCost)],
      ...ofEndpoints.slice(0, MOST_LISTED.budgets).map(({ name }) => [`budget#${name}`, shortList()] as const),
    ]),
    tags: { all: new Map(), bySpelling: new Map(), withRows: new Set() },
  };
}

export function addToFleetView(view: FleetViewInMaking, month: EndpointMonth): void {
  const ranked = view.rowOf(month);
  view.endpoints += 1;
  view.spend.add(ranked.cost.amount);
  view.expectedAtEnd += ranked.expectedInAll;
  for (const list of ['all', 'cost'] as const) view.lists.get(list)?.add(ranked);
  for (const state of ranked.row.states) {
    view.counts[state] += 1;
    listOf(view, `state#${state}`).add(ranked);
  }
  for (const use of ranked.budgets) {
    const budget = view.budgets.get(use.budget.name);
    if (!budget) continue;
    budget.endpoints += 1;
    budget.spend.add(use.spend);
    budget.over += isOver(use) ? 1 : 0;
    budget.near += isNear(use) ? 1 : 0;
    view.lists.get(`budget#${budget.budget}`)?.add(ranked);
  }
  addTags(view.tags, month.endpoint.tags, ranked);
}

/** @param shared the workspace and groups, as the run has judged them */
export function finishFleetView(making: FleetViewInMaking, shared: SharedView[]): FleetView {
  const { plan, now, endpoints, spend, expectedAtEnd, counts } = making;
  const tags = [...making.tags.withRows]
    .sort((a, b) => b.endpoints - a.endpoints || (a.tag < b.tag ? -1 : 1))
    .slice(0, MOST_LISTED.tags);
  const rows = new Map<string, FleetRow>();
  const lists: Record<string, string[]> = {};
  const ranked: [ListName, TopList<RankedRow>][] = [
    ...making.lists,
    ...tags.map((each): [ListName, TopList<RankedRow>] => [`tag#${each.tag}`, each.rows]),
  ];
  for (const [name, list] of ranked) {
    const entries = list.entries();
    lists[name] = entries.map(({ row }) => row.id);
    for (const { row } of entries) rows.set(row.id, row);
  }
  return {
    period: periodOf(now),
    at: now.toISOString(),
    currency: plan.currency,
    endpoints,
    spend: spend.total(),
    expectedAtEnd: estimated(expectedAtEnd),
    counts,
    shared,
    budgets: [...making.budgets.values()].map((budget) => ({ ...budget, spend: budget.spend.total() })),
    tags: tags.map(({ tag, endpoints: having }) => ({ tag, endpoints: having })),
    rows: Object.fromEntries(rows),
    lists: lists as FleetView['lists'],
  };
}

const shortList = (): TopList<RankedRow> => new TopList(MOST_IN_VIEW.others, byUrgency);

function listOf({ lists }: FleetViewInMaking, name: ListName): TopList<RankedRow> {
  const known = lists.get(name);
  if (known) return known;
  const list = shortList();
  lists.set(name, list);
  return list;
}

function addTags(known: FleetViewInMaking['tags'], tags: string[], ranked: RankedRow): void {
  const { withRows } = known;
  for (const entry of new Set(tags.map((tag) => tagIn(known, tag)))) {
    if (entry.tag.length > LONGEST_TAG) continue;
    entry.endpoints += 1;
    entry.rows.add(ranked);
    withRows.add(entry);
  }
  if (withRows.size <= MOST_TAGS_WITH_ROWS.most) return;
  const seldom = [...withRows].sort((a, b) => b.endpoints - a.endpoints).slice(MOST_TAGS_WITH_ROWS.kept);
  for (const entry of seldom) {
    entry.rows = shortList();
    withRows.delete(entry);
  }
}

/** Tags are one in any case of letters. */
function tagIn({ all, bySpelling }: FleetViewInMaking['tags'], tag: string): TagInMaking {
  const spelled = bySpelling.get(tag);
  if (spelled) return spelled;
  const key = folded(tag).join('');
  const entry = all.get(key) ?? { tag, endpoints: 0, rows: shortList() };
  all.set(key, entry);
  bySpelling.set(tag, entry);
  return entry;
}
