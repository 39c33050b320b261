import type { DeliveryState, ListedAlert } from '../contracts/deliveries.ts';
import { type Alert, type AlertKey, alertKey, mutedKey } from '../domain/judging/alert.ts';
import { placeOf } from '../domain/judging/muted-alerts.ts';
import type { NotificationHead } from '../domain/messages/delivery.ts';
import type { DeliveryNotice } from '../domain/messages/delivery-notice.ts';
import { type Earlier, makeDigest, mostUrgent, type Notification } from '../domain/messages/digest.ts';
import { composeMessages } from '../domain/messages/message.ts';
import { rationTexts, type TextedScope, type TextRation } from '../domain/messages/text-ration.ts';
import { crossingOf } from '../domain/messages/wave.ts';
import { countedFrom } from '../domain/presses/decisions.ts';
import { type PressNews, sentencesOn, unsaid } from '../domain/presses/press-news.ts';
import type { NotifyDeps, TimeLeft } from './notify-deps.ts';

/** What became of the alerts that wait. */
export type Composed =
  | { kind: 'nothing' }
  /** Alerts still come in: they are sent together, a little later. */
  | { kind: 'settling'; alerts: number }
  | { kind: 'composed'; notificationId: string; alerts: number; subject: string };

/** Alerts that come in without a pause are sent after this long at the latest. */
const LONGEST_SETTLING_MS = 600_000;
/** More than this would not fit into the memory and the minute of a run. The others are for the next one. */
const MOST_ALERTS = 25_000;
/** Time to compose, store and publish what was read: reading ends in time for that. */
const RESERVE_MS = 30_000;

/** Composes one notification of all alerts that wait, and stores it with its messages. Nothing is sent yet. */
export async function composeWaiting(deps: NotifyDeps, state: DeliveryState, timeLeft: TimeLeft): Promise<Composed> {
  const { deliveries, now } = deps;
  const known = knownAlerts(state);
  const waiting = await readWaiting(deps, known, timeLeft);
  if (isSettling(waiting, deps)) return { kind: 'settling', alerts: waiting.length };
  const [first, ...others] = mostUrgent(waiting, MOST_ALERTS);
  if (!first) return { kind: 'nothing' };

  const found = await deps.notificationLog.mutedWaiting();
  const muted = found.filter((alert) => !known.has(textOf(mutedKey(alert))));
  const notices = await noticesFor(deps, state);
  const sentNow = new Set([first, ...others].filter(({ mute }) => mute).map(placeOf));
  const stillMuted = muted.filter((alert) => !sentNow.has(placeOf(alert)));
  const earlier = earlierIn(state);
  const news = await pressNews(deps);
  const pressed = sentencesOn(news);
  const notification = makeDigest([first, ...others], now(), { muted: stillMuted.length, notices, pressed, earlier });
  const ration = rationTexts(notification.alerts, textedScopes(state), now());
  const messages = composeMessages(notification, ration);
  const head = headOf(notification, messages.find(({ channel }) => channel === 'mail')?.message.subject ?? '');
  await deliveries.add(head, listOf(notification, [first, ...others], muted, ration), messages);
  await markSaid(deps, news);
  return { kind: 'composed', notificationId: notification.notificationId, alerts: head.alerts, subject: head.subject };
}

/** The index may show for some moments what is a part of a notification already. */
function knownAlerts({ notifications }: DeliveryState): Set<string> {
  return new Set(notifications.flatMap(({ lists }) => lists.flatMap(({ alerts }) => alerts.map(textOf))));
}

function textOf({ scopeId, claim }: AlertKey): string {
  return `${scopeId} ${claim}`;
}

async function readWaiting({ notificationLog }: NotifyDeps, known: Set<string>, timeLeft: TimeLeft): Promise<Alert[]> {
  const waiting: Alert[] = [];
  for await (const page of notificationLog.waiting()) {
    for (const alert of page) if (!known.has(textOf(alertKey(alert)))) waiting.push(alert);
    if (timeLeft() < RESERVE_MS) break;
  }
  return waiting;
}

/** A sweep takes minutes, and what it finds belongs into one message. */
function isSettling(waiting: Alert[], { settleSeconds, now }: NotifyDeps): boolean {
  const moments = waiting.map(({ figures }) => Date.parse(figures.fetchedAt)).sort((a, b) => a - b);
  const [oldest, newest] = [moments.at(0), moments.at(-1)];
  if (oldest === undefined || newest === undefined) return false;
  // The clocks of two functions may differ by a little.
  const quietMs = Math.max(0, now().getTime() - newest);
  return quietMs < settleSeconds * 1000 && now().getTime() - oldest < LONGEST_SETTLING_MS;
}

/** From this share of AWS's limit on, mails say that texts may stop. */
const SPENDING_SHARE = 0.8;

async function noticesFor(deps: NotifyDeps, { channels }: DeliveryState): Promise<DeliveryNotice[]> {
  const failing = channels.map(
    ({ channel, since, code }): DeliveryNotice => ({ kind: 'channel-fails', channel, since, code }),
  );
  try {
    const spending = await deps.smsSpending();
    const isNear = spending.spentUsd >= SPENDING_SHARE * spending.limitUsd;
    return isNear ? [...failing, { kind: 'texts-may-stop', ...spending }] : failing;
  } catch (error) {
    // No message waits for CloudWatch. The watchdog reads the same figure.
    deps.onTrouble?.('what texts have cost is not known', error);
    return failing;
  }
}

/** What persons have pressed. No alert waits for it: what cannot be read now is said in a later notification. */
async function pressNews({ presses, now, onTrouble }: NotifyDeps): Promise<PressNews[]> {
  try {
    return unsaid(await presses.since(countedFrom(now())));
  } catch (error) {
    onTrouble?.('what was pressed is not known', error);
    return [];
  }
}

async function markSaid({ presses, onTrouble }: NotifyDeps, news: PressNews[]): Promise<void> {
  try {
    for (const { press, what } of news) await presses.markSaid(press.id, what);
  } catch (error) {
    onTrouble?.('a press is said once more in the next notification', error);
  }
}

/** What texts were about, or are about to be. A text that was set aside has reached no phone. */
function textedScopes({ notifications }: DeliveryState): TextedScope[] {
  return notifications.flatMap(({ head, lists }) => {
    if (head.isTextSetAside) return [];
    const at = head.textedAt ?? head.composedAt;
    const isOnItsWay = !head.isDone && head.textedAt === undefined;
    return lists
      .flatMap(({ alerts }) => alerts)
      .flatMap(({ scopeId, severity, isTexted }) =>
        isTexted && severity ? { scopeId, severity, at, isOnItsWay } : [],
      );
  });
}

/** What was sent since the last "check me": a wave that goes on in the next sweeps is recognised by all of it. */
function earlierIn({ notifications }: DeliveryState): Earlier {
  const last = notifications.findLastIndex(({ head }) => head.notification?.event === 'check-me');
  const crossings = notifications
    .slice(last + 1)
    .flatMap(({ lists }) => lists.flatMap(({ alerts }) => alerts))
    .flatMap(({ scopeId, crossedAt }) => (crossedAt === undefined ? [] : { scopeId, at: crossedAt }));
  const checkMeAt = notifications[last]?.head.composedAt;
  return { crossings, ...(checkMeAt !== undefined && { checkMeAt }) };
}

function headOf(notification: Notification, subject: string): NotificationHead {
  const { alerts, ...rest } = notification;
  const { composedAt, notificationId } = rest;
  const oldestAt = alerts.map(({ figures }) => figures.fetchedAt).sort()[0] ?? composedAt;
  return {
    key: `${composedAt}#${notificationId}`,
    notification: rest,
    composedAt,
    subject,
    alerts: alerts.length,
    oldestAt,
  };
}

/** The alerts of the notification in its order, then those that they say as well, then the muted ones that it counts. */
function listOf(notification: Notification, all: Alert[], muted: Alert[], ration: TextRation): ListedAlert[] {
  const texted = new Set(ration.alerts.map(({ dedupKey }) => dedupKey));
  const said = new Set(notification.alerts.map(({ dedupKey }) => dedupKey));
  const listed = (alert: Alert): ListedAlert => {
    const { severity, dedupKey } = alert;
    const crossedAt = crossingOf(alert)?.at;
    return {
      ...alertKey(alert),
      severity,
      isTexted: texted.has(dedupKey),
      ...(crossedAt !== undefined && { crossedAt }),
    };
  };
  return [
    ...notification.alerts.map(listed),
    ...all.filter(({ dedupKey }) => !said.has(dedupKey)).map(listed),
    ...muted.map((alert) => ({ ...mutedKey(alert), isTexted: false })),
  ];
}
