import type { Alert } from '../../functions/domain/alert.ts';
import type { Message } from '../../functions/domain/message.ts';
import type { Run } from './life.ts';
import type { Played } from './play.ts';

/** How often each alert was told, by its key, which says so where it was told as a first look at its budget. */
export type Told = Map<string, number>;

export function toldIn({ world }: Played): Told {
  const told: Told = new Map();
  for (const key of world.topic.published.flatMap(keysOf)) told.set(key, (told.get(key) ?? 0) + 1);
  return told;
}

/**
 * What a run did that it has promised not to, measured by the undisturbed one; empty where all is well.
 * An alert may be told twice only where the invocation that stopped had published it and not marked it yet.
 */
export function violations(undisturbed: Told, played: Played): string[] {
  const { run, world } = played;
  const told = toldIn(played);
  const mayRepeat = publishedAndNotMarked(run);
  const broken: string[] = [];
  if (run.crashAt && !run.crashed) broken.push('never came to its crash point');
  for (const key of undisturbed.keys()) {
    if (!told.has(key)) broken.push(`lost ${key}`);
  }
  for (const [key, times] of told) {
    if (!undisturbed.has(key)) broken.push(`invented ${key}`);
    if (times > (mayRepeat.has(key) ? 2 : 1)) broken.push(`told ${times} times ${key}`);
  }
  broken.push(...mutedViolations(played));
  const marked = new Set(world.notificationLog.told().map(({ alert }) => alert.dedupKey));
  for (const { dedupKey } of world.notificationLog.claimed()) {
    if (!marked.has(dedupKey)) broken.push(`still waiting ${dedupKey}`);
  }
  return broken;
}

/** Alerts that a mute kept back are counted in a notification, and twice only where one was published that had counted them. */
function mutedViolations({ run, world }: Played): string[] {
  const noted = new Set(
    run.calls
      .filter(({ name }) => name === 'notificationLog.noteMuted')
      .map(({ args: [alert] }) => (alert as Alert).dedupKey),
  ).size;
  const counted = world.topic.published.map(({ json }) => JSON.parse(json).run.muted).reduce((a, b) => a + b, 0);
  const mayRepeat = theirsOf(run).some(({ name }) => name === 'topic.publish');
  if (counted < noted) return [`counted ${counted} of ${noted} muted alerts`];
  return counted > noted && !mayRepeat ? [`counted ${counted} muted alerts where ${noted} were noted`] : [];
}

/** The alerts that were told more than once. */
export function repeatsIn(played: Played): string[] {
  return [...toldIn(played)].flatMap(([key, times]) => (times > 1 ? [key] : []));
}

/** A point as a failure names it: the use case, the call and its place among its use case's calls, before or after. */
export function nameOf({ crashAt, crashed }: Run): string {
  return crashAt ? `${crashAt.useCase}, ${crashAt.when} ${crashed?.call ?? 'call'} (${crashAt.index})` : 'no crash';
}

function theirsOf({ calls, crashed }: Run): Run['calls'] {
  return calls.filter(({ invocation }) => invocation === crashed?.invocation);
}

function publishedAndNotMarked(run: Run): Set<string> {
  const theirs = theirsOf(run);
  const keys = new Set(
    theirs.filter(({ name }) => name === 'topic.publish').flatMap(({ args: [message] }) => keysOf(message as Message)),
  );
  for (const { name, args } of theirs) {
    if (name === 'notificationLog.markSent') keys.delete(keyOf(args[0] as Alert));
  }
  return keys;
}

/** The keys of all alerts in a message, as those who read it by machine see them. */
function keysOf({ json }: Message): string[] {
  const { alerts }: { alerts: Pick<Alert, 'dedupKey' | 'baseline'>[] } = JSON.parse(json);
  return alerts.map(keyOf);
}

function keyOf({ dedupKey, baseline }: Pick<Alert, 'dedupKey' | 'baseline'>): string {
  return baseline ? `${dedupKey} at first look` : dedupKey;
}
