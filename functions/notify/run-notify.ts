import type { DeliveryState, OpenNotification } from '../contracts/deliveries.ts';
import { HOUR_MS } from '../domain/values/duration.ts';
import { type Composed, composeWaiting } from './compose-waiting.ts';
import { type Delivered, deliverDue } from './deliver-due.ts';
import type { NotifyDeps, TimeLeft } from './notify-deps.ts';
import { settle } from './settle.ts';

/** What one run of `notify` did. */
export type NotifyRun =
  | { kind: 'nothing-waiting' }
  /** Another run is at work, and does all there is to do. */
  | { kind: 'another-run' }
  | NotifyWork;

export interface NotifyWork extends Delivered {
  kind: 'ran';
  composed: Composed;
  /** Messages that still wait. */
  waiting: number;
}

/** A lease outlives its run by this long, as clocks differ. */
const LEASE_MARGIN_MS = 5_000;
/** Whatever has begun has to end before the run is stopped: a publish, or some writes. */
const RESERVE_MS = 12_000;
/**
 * How long the alerts of a notification are known, so that an index which is behind cannot bring them up again. The ration
 * of texts and the waves of "check me" look back as far.
 */
const KNOWN_FOR_MS = 6 * HOUR_MS;

/**
 * One run of `notify`: deliver what earlier runs have left, compose one notification of all alerts that wait, deliver
 * it, mark its alerts as sent. The order is the promise: a notification is stored before anything of it is sent, so a
 * stop between two steps loses nothing, and repeats a message only between publishing and marking it.
 *
 * @throws when a table cannot be had. A channel that does not take its messages is no error: they wait
 */
export async function runNotify(deps: NotifyDeps, timeLeft: TimeLeft = forEver): Promise<NotifyRun> {
  const { deliveries, now } = deps;
  const before = await deliveries.state();
  if (!(await anythingWaits(deps, before)) && isIdle(before, now())) return { kind: 'nothing-waiting' };
  const until = new Date(now().getTime() + Math.min(timeLeft(), LONGEST_RUN_MS) + LEASE_MARGIN_MS);
  if (!(await deliveries.lease(now(), until))) return { kind: 'another-run' };
  try {
    return await work(deps, timeLeft);
  } finally {
    // If this fails, the lease ends by itself.
    await deliveries.release().catch((error: unknown) => deps.onTrouble?.('the lease could not be given back', error));
  }
}

const LONGEST_RUN_MS = 15 * 60_000;
const forEver: TimeLeft = () => Number.POSITIVE_INFINITY;

async function work(deps: NotifyDeps, timeLeft: TimeLeft): Promise<NotifyWork> {
  const { deliveries, now } = deps;
  const mayGoOn = (): boolean => timeLeft() > RESERVE_MS;
  const state = await deliveries.state();
  for (const { key, lists } of state.abandoned) await deliveries.forget(key, lists);
  const earlier = await deliverDue(deps, state, mayGoOn);
  const composed = await composeWaiting(deps, { ...state, channels: earlier.failing }, timeLeft);
  const news = composed.kind === 'composed' ? await composedSince(state, deps) : [];
  const later = await deliverDue(deps, { ...state, notifications: news, channels: earlier.failing }, mayGoOn);
  const progress = new Map([...earlier.progress, ...later.progress]);
  for (const open of [...state.notifications, ...news]) {
    const ofOne = progress.get(open.head.key);
    if (ofOne) await settle(deps, open, ofOne, mayGoOn);
    if (isForgettable(open, now())) await deliveries.forget(open.head.key, open.lists.length);
  }
  return {
    kind: 'ran',
    composed,
    sent: [...earlier.sent, ...later.sent],
    setAside: [...earlier.setAside, ...later.setAside],
    failing: later.failing,
    waiting: [...progress.values()].reduce((sum, { waiting }) => sum + waiting, 0),
  };
}

/** What has been composed meanwhile, as it is stored. */
async function composedSince(
  { notifications }: DeliveryState,
  { deliveries }: NotifyDeps,
): Promise<OpenNotification[]> {
  const known = new Set(notifications.map(({ head }) => head.key));
  return (await deliveries.state()).notifications.filter(({ head }) => !known.has(head.key));
}

async function anythingWaits({ notificationLog }: NotifyDeps, { notifications }: DeliveryState): Promise<boolean> {
  return (await notificationLog.oldestWaiting()) !== undefined || notifications.some(({ head }) => !head.isDone);
}

function isIdle({ notifications, abandoned }: DeliveryState, now: Date): boolean {
  return abandoned.length === 0 && !notifications.some((open) => isForgettable(open, now));
}

function isForgettable({ head }: OpenNotification, now: Date): boolean {
  return head.isDone === true && now.getTime() - Date.parse(head.textedAt ?? head.composedAt) >= KNOWN_FOR_MS;
}
