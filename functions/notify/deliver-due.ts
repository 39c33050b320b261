import type { DeliveryState, OpenNotification } from '../contracts/deliveries.ts';
import { CHANNELS, type Channel } from '../domain/messages/channel.ts';
import {
  byUrgency,
  type ChannelTrouble,
  type Delivery,
  isOver,
  type Outcome,
  pauseMs,
} from '../domain/messages/delivery.ts';
import { withDelay } from '../domain/messages/delivery-notice.ts';
import { inOtherForm } from './in-other-form.ts';
import type { NotifyDeps } from './notify-deps.ts';

/** A message that SNS has taken. */
export interface SentMessage {
  channel: Channel;
  notificationId: string;
  messageId: string;
}

/** A message that SNS refuses in every form. */
export interface SetAside {
  channel: Channel;
  notificationId: string;
  /** Whose alerts it was about: `endpoint#166`. */
  scopes: string[];
  reason: string;
}

export interface Delivered {
  sent: SentMessage[];
  setAside: SetAside[];
  /** Channels that did not take their last message. */
  failing: ChannelTrouble[];
}

/** What has become of the messages of one notification in this run. */
export interface Progress {
  sent: number;
  setAside: number;
  /** Messages that still wait. */
  waiting: number;
}

interface Round {
  deps: NotifyDeps;
  notifications: Map<string, OpenNotification>;
  progress: Map<string, Progress>;
  troubles: Map<Channel, ChannelTrouble>;
  delivered: Delivered;
}

/** Delivers what is due, channel by channel: one that does not take a message keeps no other from its own. */
export async function deliverDue(
  deps: NotifyDeps,
  { notifications, channels }: DeliveryState,
  mayGoOn: () => boolean,
): Promise<Delivered & { progress: Map<string, Progress> }> {
  const open = notifications.filter(({ head }) => !head.isDone);
  const round: Round = {
    deps,
    notifications: new Map(open.map((notification) => [notification.head.key, notification])),
    progress: new Map(),
    troubles: new Map(channels.map((trouble) => [trouble.channel, trouble])),
    delivered: { sent: [], setAside: [], failing: [] },
  };
  const undelivered: Delivery[] = [];
  for (const { head } of open) {
    const ofOne = await deps.deliveries.undelivered(head.key);
    round.progress.set(head.key, { sent: 0, setAside: 0, waiting: ofOne.length });
    undelivered.push(...ofOne);
  }
  for (const channel of CHANNELS) {
    const queue = undelivered
      .filter((delivery) => delivery.channel === channel && isOver(delivery.notBefore, deps.now()))
      .sort(byUrgency);
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (!mayGoOn() || !isOver(round.troubles.get(channel)?.notBefore, deps.now())) break;
      queue.unshift(...(await deliver(next, round)));
    }
  }
  return { ...round.delivered, failing: [...round.troubles.values()], progress: round.progress };
}

/** Keeps count of the messages of a notification. */
function count({ progress }: Round, { notification }: Delivery, change: Partial<Progress>): void {
  const { sent, setAside, waiting } = progress.get(notification) ?? { sent: 0, setAside: 0, waiting: 0 };
  progress.set(notification, {
    sent: sent + (change.sent ?? 0),
    setAside: setAside + (change.setAside ?? 0),
    waiting: waiting + (change.waiting ?? 0),
  });
}

/** Tries once. @returns what is to be tried in its place */
async function deliver(delivery: Delivery, round: Round): Promise<Delivery[]> {
  const { deps } = round;
  const { channel, message, tries, notification } = delivery;
  const composedAt = round.notifications.get(notification)?.head.composedAt ?? deps.now().toISOString();
  // Written before the try: a run that is killed in the middle of it may have sent the message.
  await deps.deliveries.begin(delivery, new Date(deps.now().getTime() + pauseMs(tries + 1)));
  const body = withDelay(message.body, channel, composedAt, deps.now());
  const outcome = await deps.topics.publish(channel, { ...message, body });
  if (outcome.kind === 'accepted') {
    await accepted(delivery, outcome.messageId, round);
    return [];
  }
  if (outcome.kind === 'refused' && outcome.fault === 'message') return await inPlaceOf(delivery, outcome, round);
  if (outcome.kind === 'refused') await deps.deliveries.markRefused(delivery);
  await pause(channel, outcome, round);
  return [];
}

async function accepted(delivery: Delivery, messageId: string, round: Round): Promise<void> {
  const { deps, troubles, delivered } = round;
  const { channel, message } = delivery;
  await deps.deliveries.markDelivered(delivery, { at: deps.now(), messageId });
  count(round, delivery, { sent: 1, waiting: -1 });
  delivered.sent.push({ channel, notificationId: message.attributes.notification, messageId });
  if (troubles.delete(channel)) await deps.deliveries.clearTrouble(channel);
}

/** The whole channel waits, for 1 minute, 2, 4 … 60: what it refuses once it refuses again. */
async function pause(
  channel: Channel,
  { code, reason }: Exclude<Outcome, { kind: 'accepted' }>,
  { deps, troubles }: Round,
): Promise<void> {
  const now = deps.now();
  const { failures: before, since } = troubles.get(channel) ?? { failures: 0, since: now.toISOString() };
  const failures = before + 1;
  const notBefore = new Date(now.getTime() + pauseMs(failures)).toISOString();
  const trouble: ChannelTrouble = { channel, failures, since, code, reason, notBefore };
  troubles.set(channel, trouble);
  await deps.deliveries.keepTrouble(trouble);
}

/** SNS refuses the message itself: it is shortened, then split, then set aside. */
async function inPlaceOf(delivery: Delivery, { reason }: { reason: string }, round: Round): Promise<Delivery[]> {
  const { deps, notifications, delivered } = round;
  const notification = notifications.get(delivery.notification);
  const messages = notification ? await inOtherForm(deps, delivery, notification) : [];
  if (messages.length > 0) {
    await deps.deliveries.replace(delivery, messages);
    count(round, delivery, { waiting: messages.length - 1 });
    return messages.map((message) => ({ ...message, notification: delivery.notification, tries: 0 }));
  }
  await deps.deliveries.setAside(delivery, { at: deps.now(), reason });
  count(round, delivery, { setAside: 1, waiting: -1 });
  const { channel, message, from, to } = delivery;
  const listed = notification?.lists.flatMap(({ alerts }) => alerts) ?? [];
  const scopes = listed.slice(from, to).map(({ scopeId }) => scopeId);
  delivered.setAside.push({ channel, notificationId: message.attributes.notification, scopes, reason });
  return [];
}
