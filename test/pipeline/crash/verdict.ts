import type { ListedAlert } from '../../../functions/contracts/deliveries.ts';
import type { Alert } from '../../../functions/domain/judging/alert.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { ChannelMessage, NotificationHead, Outcome } from '../../../functions/domain/messages/delivery.ts';
import type { Call, Run } from './life.ts';
import type { Played } from './play.ts';

/**
 * How often each alert was sent on each channel: `mail endpoint#1 2026-10#every-device#total#80#5`. Events name their
 * alerts themselves, and say so where an alert was sent by the first check of its budget.
 */
export type Sent = Map<string, number>;

export function sentIn(played: Played): Sent {
  const sent: Sent = new Map();
  const listed = listedIn(played.run);
  for (const { channel, message } of played.world.topics.published) {
    for (const key of keysOf(channel, message, listed)) sent.set(key, (sent.get(key) ?? 0) + 1);
  }
  return sent;
}

/**
 * What a run did that it has promised not to, measured by the undisturbed one; empty where all is well. A message may
 * be sent once more only where its run stopped after publishing and before marking it, or where SNS's answer was lost.
 */
export function violations(undisturbed: Sent, played: Played): string[] {
  const { run } = played;
  const sent = sentIn(played);
  const mayRepeat = unmarked(run).flatMap(([channel, message]) => keysOf(channel, message, listedIn(run)));
  const mostTimes = (key: string): number => 1 + mayRepeat.filter((unseen) => unseen === key).length;
  const broken: string[] = [];
  if (run.crashAt && !run.crashed) broken.push('never came to its crash point');
  for (const key of undisturbed.keys()) {
    if (!sent.has(key)) broken.push(`lost ${key}`);
  }
  for (const [key, times] of sent) {
    if (!undisturbed.has(key)) broken.push(`invented ${key}`);
    if (times > mostTimes(key)) broken.push(`sent ${times} times ${key}`);
  }
  return [...broken, ...listedTwice(run), ...mutedViolations(played), ...stillWaiting(played)];
}

/** What was sent more than once. */
export function repeatsIn(played: Played): string[] {
  return [...sentIn(played)].flatMap(([key, times]) => (times > 1 ? [key] : []));
}

/** A point as a failure names it: the use case, the call and its place among its use case's calls, before or after. */
export function nameOf({ crashAt, crashed }: Run): string {
  return crashAt ? `${crashAt.useCase}, ${crashAt.when} ${crashed?.call ?? 'call'} (${crashAt.index})` : 'no crash';
}

/** Every alert, muted or not, is a part of one notification, so that each has one ref over all tries on all channels. */
function listedTwice(run: Run): string[] {
  const keys = [...listedIn(run).values()].flat().map(textOf);
  return keys.filter((key, index) => keys.indexOf(key) < index).map((key) => `in two notifications ${key}`);
}

/** Alerts that a mute kept back are counted in one notification each, wherever a run stops. */
function mutedViolations({ run, world }: Played): string[] {
  const noted = new Set(
    run.calls
      .filter(({ name }) => name === 'notificationLog.noteMuted')
      .map(({ args: [alert] }) => (alert as Alert).dedupKey),
  ).size;
  const documents: { notificationId: string; run: { muted: number } }[] = world.topics
    .bodies('event')
    .map((body) => JSON.parse(body));
  // A message that is repeated counts the same ones once more.
  const byRef = new Map(documents.map(({ notificationId, run: { muted } }) => [notificationId, muted]));
  const counted = [...byRef.values()].reduce((a, b) => a + b, 0);
  return counted === noted ? [] : [`counted ${counted} of ${noted} muted alerts`];
}

function stillWaiting({ world, left: { state, alerts, muted } }: Played): string[] {
  const waits = [
    ...[...alerts, ...muted].map(({ dedupKey }) => dedupKey),
    ...state.notifications.flatMap(({ head }) => (head.isDone ? [] : [`notification ${head.subject}`])),
    ...state.channels.map(({ channel }) => `channel ${channel}`),
    ...state.abandoned.map(({ key }) => `list ${key}`),
    ...world.deliveries
      .messages()
      .flatMap(({ endedAt, isSplit, channel }) => (endedAt === undefined && !isSplit ? [channel] : [])),
  ];
  return waits.map((what) => `still waiting ${what}`);
}

/** The alerts of each notification that was stored, by its ref. */
function listedIn({ calls }: Run): Map<string, ListedAlert[]> {
  return new Map(
    calls
      .filter(({ name }) => name === 'deliveries.add')
      .map(({ args: [head, list] }) => [
        (head as NotificationHead).notification?.notificationId ?? '',
        list as ListedAlert[],
      ]),
  );
}

/** The messages that SNS may have taken unseen: the last of the run that stopped, and those without an answer. */
function unmarked({ calls, crashed }: Run): [Channel, ChannelMessage][] {
  const ofStopped = calls.filter(({ invocation }) => invocation === crashed?.invocation);
  const last = ofStopped.findLast(({ name }) => name === 'topics.publish' || name === 'deliveries.markDelivered');
  const without = calls.filter((call) => outcomeOf(call)?.kind === 'unknown');
  return [...without, ...(last && outcomeOf(last)?.kind === 'accepted' ? [last] : [])].map(
    ({ args }) => args as [Channel, ChannelMessage],
  );
}

function outcomeOf({ name, answer }: Call): Outcome | undefined {
  return name === 'topics.publish' ? (answer as Outcome) : undefined;
}

/** What a message is about. Events name their alerts; of a mail and a text it is what its notification lists. */
function keysOf(channel: Channel, { body, attributes }: ChannelMessage, listed: Map<string, ListedAlert[]>): string[] {
  if (channel === 'event') {
    const { alerts }: { alerts: Pick<Alert, 'dedupKey' | 'baseline'>[] } = JSON.parse(body);
    return alerts.map(({ dedupKey, baseline }) => `event ${dedupKey}${baseline ? ' at the first check' : ''}`);
  }
  const list = listed.get(attributes.notification) ?? [];
  if (list.length === 0) return [`${channel} ${attributes.notification} that was never stored`];
  const about = list.filter(({ severity, isTexted }) => (channel === 'text' ? isTexted : severity !== undefined));
  return about.map((alert) => `${channel} ${textOf(alert)}`);
}

function textOf({ scopeId, claim }: ListedAlert): string {
  return `${scopeId} ${claim}`;
}
