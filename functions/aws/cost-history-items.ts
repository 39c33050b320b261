import * as z from 'zod';
import type { PassedBudgets } from '../contracts/budgets-in-force.ts';
import { endpointFields } from '../contracts/evaluation-request.ts';
import { unpack } from '../contracts/packed.ts';
import type { WatchdogMemory } from '../contracts/watchdog-memory.ts';
import type { Endpoint } from '../domain/costs/endpoint.ts';
import type { Spend } from '../domain/costs/spend.ts';
import type { KeptBack } from '../domain/judging/muted-alerts.ts';
import { SEVERITIES } from '../domain/judging/thresholds.ts';
import type { GroupMonth, SweepRecord, UnusualPace } from '../domain/records/endpoint-month.ts';
import type { FleetState } from '../domain/records/fleet-judgement.ts';
import {
  type DirectoryEntry,
  ENDPOINT_STATES,
  type FleetRow,
  type FleetView,
  type SharedView,
} from '../domain/records/fleet-view.ts';
import type { LastCheck } from '../domain/records/last-check.ts';
import { NOTES, type NoteName, type RunNotes } from '../domain/watchdog/observations.ts';
import { monthOf, type StoredDecision, type StoredMonth, type StoredPolling, wholeItem } from './stored-names.ts';
import { coverage, decimal, meter, meters, moment, moneys, muteTerms } from './stored-values.ts';

/** What is in the table of spends, one schema for each kind of item. */

const endpoint: z.ZodType<Endpoint> = z.looseObject(endpointFields);

const spend: z.ZodType<Spend> = z.looseObject({
  period: z.string(),
  meters,
  costUnavailable: z.array(z.string()),
  lastUpdated: moment.optional(),
});

const judged = {
  budget: z.string(),
  meter,
  limit: decimal,
  currency: z.string(),
  spend: decimal,
  ratioPct: z.number(),
  reason: z.string(),
};

const decision: z.ZodType<StoredDecision> = z.discriminatedUnion('kind', [
  z.looseObject({
    ...judged,
    kind: z.literal('crossed'),
    severity: z.enum(SEVERITIES),
    reachedPct: z.number(),
    passedPct: z.array(z.number()),
    nextPct: z.number(),
  }),
  z.looseObject({
    ...judged,
    kind: z.enum(['told', 'below', 'no-traffic', 'cost-unavailable', 'currency-mismatch']),
  }),
]);

const amounts = z.partialRecord(meter, z.number());

const keptBack: z.ZodType<KeptBack[]> = z.array(z.looseObject({ place: z.string(), mute: z.looseObject(muteTerms) }));

const standstill = z.looseObject({ figures: z.string(), from: moment, since: moment.optional() });

const unusualPace: z.ZodType<UnusualPace> = z.looseObject({
  perHour: decimal,
  overHours: z.number(),
  usualPerDay: decimal.optional(),
  basis: z.enum(['days', 'last-month', 'limit']),
  meter,
  currency: z.string(),
  limit: decimal,
});

const endpointMonth: z.ZodType<StoredMonth> = z.looseObject({
  endpoint,
  period: z.string(),
  outcome: z.enum(['evaluated', 'skipped', 'unjudged']),
  unjudged: z.enum(['other-month', 'nothing', 'refused']).optional(),
  reason: z.string(),
  fetchedAt: moment,
  spend: spend.optional(),
  decisions: z.array(decision),
  lastMonth: moneys.optional(),
  dayCosts: z
    .looseObject({ day: z.string(), atStart: amounts, before: z.partialRecord(meter, z.array(z.number())) })
    .optional(),
  dataPrice: z
    .looseObject({
      volume: z.number(),
      cost: z.number(),
      usual: z.number().optional(),
      dear: z
        .looseObject({
          perMb: z.number(),
          times: z.number(),
          since: moment.optional(),
          fleetPerMb: z.number().optional(),
        })
        .optional(),
    })
    .optional(),
  unusual: z.looseObject({ since: moment, until: moment.optional(), pace: unusualPace.optional() }).optional(),
  midMonth: z
    .looseObject({
      method: z.string(),
      meter,
      expectedAtEnd: decimal,
      currency: z.string(),
      compared: z.literal(true).optional(),
    })
    .optional(),
  // Without its mark, as before version 0.2.0, it says nothing that the next check could go on with.
  standing: standstill.optional().catch(undefined),
  imei: z.string().optional(),
  imeiChange: z.looseObject({ before: z.string(), now: z.string(), at: moment }).optional().catch(undefined),
  skippedSince: moment.optional(),
  watch: z
    .looseObject({
      spend: z.number(),
      headroom: z.number().optional(),
      monthPerHour: z.number(),
      latelyPerHour: z.number(),
      perHour: z.number(),
    })
    .optional(),
  isOpen: z.literal(true).optional(),
  isLastMonthClosed: z.literal(true).optional(),
  keptBack: keptBack.optional(),
});

const groupMonth: z.ZodType<GroupMonth> = z.looseObject({
  period: z.string(),
  fetchedAt: moment,
  spend,
  coverage: coverage.optional(),
  isOpen: z.literal(true).optional(),
  limits: z.record(z.string(), decimal),
  keptBack: keptBack.optional(),
});

export const checkItem: z.ZodType<LastCheck & { endpoint: string }> = z.object({
  endpoint: z.string(),
  fetchedAt: moment,
  standstill: standstill.optional(),
});

export const endpointMonthItem = z.preprocess(wholeItem, z.object({ month: endpointMonth.transform(monthOf) }));
export const groupMonthItem = z.object({ month: groupMonth });
export const snapshotItem = z.object({ fetchedAt: moment, meters });

const sweep: z.ZodType<SweepRecord> = z.looseObject({
  sweepId: z.string(),
  listed: z.number(),
  missing: z.number(),
  brokeOff: z.string().optional(),
});

export const sweepItem = z.object({ sweep });

const polling: z.ZodType<StoredPolling> = z.looseObject({
  at: moment,
  walk: z.looseObject({ at: moment, sweepId: z.string(), fleetSize: z.number(), isUnfinished: z.boolean() }).optional(),
  tempo: z.looseObject({ factor: z.number(), atMostHours: z.number() }),
  isDailyEnough: z.boolean(),
  gate: z.looseObject({
    usual: z.number(),
    noise: z.number(),
    searchedSince: z.number().optional(),
    vainSearches: z.number(),
    distrustedUntil: z.number().optional(),
  }),
  verdict: z.enum(['quiet', 'search', 'distrusted', 'unknown']),
  used: z.number(),
  saved: z.number(),
  ratePerHour: z.number(),
  totals: z.array(z.looseObject({ at: z.number(), total: z.number(), seen: z.number() })),
});

export const pollingItem = z.object({ watch: polling });

const fleetState: z.ZodType<FleetState> = z.looseObject({
  unexplainedAtFirst: decimal.optional(),
  since: moment.optional(),
  keptBack: keptBack.optional(),
});

export const fleetStateItem = z.object({ state: fleetState });

export const requestsItem = z.object({
  // Absent where endpoints were counted, and no request yet.
  sent: z.number().optional(),
  throttledAt: z.number().optional(),
  asked: z.number().optional(),
  evaluated: z.number().optional(),
  skipped: z.number().optional(),
  unjudged: z.number().optional(),
});

/** A note that cannot be read counts as never left. */
const note = z.looseObject({ at: moment, reason: z.string().optional() }).optional().catch(undefined);

export const runItem: z.ZodType<RunNotes> = z.object(
  Object.fromEntries(NOTES.map((name) => [name, note])) as Record<NoteName, typeof note>,
);

const conditionState = z.looseObject({
  since: moment,
  detail: z.string(),
  badRuns: z.number(),
  goodRuns: z.number(),
  isOn: z.literal(true).optional(),
  saidAt: moment.optional(),
});

const countsAt = z.looseObject({
  at: moment,
  period: z.string(),
  sent: z.number(),
  asked: z.number(),
  evaluated: z.number(),
  skipped: z.number(),
  unjudged: z.number(),
});

const memory: z.ZodType<WatchdogMemory> = z.looseObject({
  state: z.looseObject({
    since: moment,
    conditions: z.record(z.string(), conditionState),
    ended: z.array(z.looseObject({ id: z.string(), since: moment })),
    spokenAt: z.array(moment),
    history: z.array(countsAt),
  }),
  unsent: z.looseObject({ subject: z.string(), body: z.string() }).optional(),
});

export const watchdogItem = z.object({ memory });

export const budgetsItem: z.ZodType<PassedBudgets> = z.object({ text: z.string(), since: moment });

const fleetRow: z.ZodType<FleetRow> = z.looseObject({
  id: z.string(),
  name: z.string(),
  iccid: z.string().optional(),
  budget: z.string().optional(),
  spend: decimal,
  total: decimal.optional(),
  limit: decimal.optional(),
  ratioPct: z.number().optional(),
  expectedAtEnd: decimal.optional(),
  perHour: decimal.optional(),
  yesterday: decimal.optional(),
  states: z.array(z.enum(ENDPOINT_STATES)),
  unjudged: z.string().optional(),
  fetchedAt: moment,
});

const sharedView: z.ZodType<SharedView> = z.looseObject({
  kind: z.enum(['organisation', 'group']),
  budget: z.string(),
  spend: decimal,
  limit: decimal.optional(),
  ratioPct: z.number().optional(),
  expectedAtEnd: decimal.optional(),
  endpoints: z.number().optional(),
  remark: z.string().optional(),
});

const counts = z.looseObject({
  over: z.number(),
  near: z.number(),
  fast: z.number(),
  unusual: z.number(),
  unchecked: z.number(),
});

const fleetView: z.ZodType<FleetView> = z.looseObject({
  period: z.string(),
  at: moment,
  currency: z.string(),
  endpoints: z.number(),
  spend: decimal,
  expectedAtEnd: decimal,
  counts,
  shared: z.array(sharedView),
  budgets: z.array(
    z.looseObject({
      budget: z.string(),
      limit: decimal,
      endpoints: z.number(),
      spend: decimal,
      over: z.number(),
      near: z.number(),
    }),
  ),
  tags: z.array(z.looseObject({ tag: z.string(), endpoints: z.number() })),
  rows: z.record(z.string(), fleetRow),
  lists: z.record(z.string(), z.array(z.string())) as z.ZodType<FleetView['lists']>,
});

const directoryEntries: z.ZodType<DirectoryEntry[]> = z.array(
  z.looseObject({ id: z.string(), name: z.string(), iccid: z.string().optional() }),
);

/** What `pack` has made, read and checked. */
function packedAs<Content>(content: z.ZodType<Content>) {
  return z.object({
    packed: z.preprocess((bytes, context) => {
      try {
        return unpack(bytes as Uint8Array);
      } catch {
        context.addIssue({ code: 'custom', message: 'cannot be unpacked' });
        return z.NEVER;
      }
    }, content),
  });
}

export const fleetViewItem = packedAs(fleetView);
export const directoryChunkItem = packedAs(directoryEntries);
export const directoryItem = z.object({ hashes: z.array(z.string()) });
