import type { FleetViews } from '../contracts/fleet-views.ts';
import type { Presses } from '../contracts/presses.ts';
import { endpointId } from '../domain/costs/endpoint.ts';
import type { FleetPage } from '../domain/page/views.ts';
import { countedFrom } from '../domain/presses/decisions.ts';
import { isInForce } from '../domain/presses/press.ts';
import type { DirectoryEntry } from '../domain/records/fleet-view.ts';
import { folded } from '../domain/values/text.ts';
import { TopList } from '../domain/values/top-list.ts';

export interface FleetDeps {
  fleetViews: Pick<FleetViews, 'view' | 'directory'>;
  presses: Pick<Presses, 'since'>;
  now(): Date;
}

/** What a search shows at most. */
const MOST_FOUND = 50;

/** Reads what `aggregate` has left last, and what persons have decided since. @throws when a table cannot be had */
export async function readFleet(deps: FleetDeps, query: FleetPage['query']): Promise<FleetPage> {
  const now = deps.now();
  const [fleet, presses, found] = await Promise.all([
    deps.fleetViews.view(),
    deps.presses.since(countedFrom(now)),
    query.search === undefined ? undefined : find(deps.fleetViews, query.search),
  ]);
  return {
    view: 'fleet',
    now,
    query,
    ...(fleet && { fleet }),
    ...(found && { found }),
    presses: presses.filter((press) => isInForce(press, now)),
  };
}

interface Found {
  entry: DirectoryEntry;
  isExact: boolean;
  /** As it is compared. */
  name: string;
}

/** Finds endpoints by their exact id or ICCID, and by the beginning of their name, in any case of letters. */
async function find(
  { directory }: Pick<FleetViews, 'directory'>,
  search: string,
): Promise<NonNullable<FleetPage['found']>> {
  const [id, iccid, beginning] = [endpointId(search), search.replaceAll(/\s/g, ''), comparable(search)];
  const first = new TopList<Found>(MOST_FOUND, byName);
  let count = 0;
  for await (const entries of directory()) {
    for (const entry of entries) {
      const isExact = entry.id === id || entry.iccid === iccid;
      const name = comparable(entry.name);
      if (!isExact && !name.startsWith(beginning)) continue;
      count += 1;
      first.add({ entry, isExact, name });
    }
  }
  return { entries: first.entries().map(({ entry }) => entry), count };
}

function byName(a: Found, b: Found): number {
  if (a.isExact !== b.isExact) return a.isExact ? -1 : 1;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.entry.id < b.entry.id ? -1 : 1;
}

/** Of 100,000 names, nearly all are plain: those need no more than this. */
const PLAIN = /^[\x20-\x7e]*$/;

function comparable(text: string): string {
  return PLAIN.test(text) ? text.trim().toUpperCase() : folded(text).join('');
}
