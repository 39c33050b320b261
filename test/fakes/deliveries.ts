import type { AlertList, Deliveries, ListedAlert } from '../../functions/contracts/deliveries.ts';
import type {
  ChannelTrouble,
  ComposedMessage,
  Delivery,
  NotificationHead,
} from '../../functions/domain/messages/delivery.ts';
import type { SentNotification } from '../../functions/domain/records/sent-notification.ts';

const ALERTS_PER_LIST = 1000;

interface Kept extends Delivery {
  endedAt?: string;
  messageId?: string;
  refusal?: string;
  isSplit?: true;
}

/** Notifications on their way, in memory, and what a test wants to see of them. */
export interface DeliveriesFake extends Deliveries {
  /** Every message that was ever composed, by channel and range, with what became of it. */
  messages(): Kept[];
  heads(): NotificationHead[];
}

/** All is kept as text, so that nothing which is stored can be changed from outside. */
export function fakeDeliveries(): DeliveriesFake {
  let leasedUntil = 0;
  const heads = new Map<string, string>();
  const lists = new Map<string, string>();
  const messages = new Map<string, string>();
  const channels = new Map<string, string>();
  const sent = new Map<string, string>();
  const idOf = ({ notification, channel, from, to }: Pick<Delivery, 'notification' | 'channel' | 'from' | 'to'>) =>
    `${notification} ${channel} ${String(from).padStart(8, '0')}-${String(to).padStart(8, '0')}`;
  const all = <Value>(of: Map<string, string>, under = ''): Value[] =>
    [...of]
      .filter(([id]) => id.startsWith(under))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => JSON.parse(text));

  function change(delivery: Delivery, more: Partial<Kept>): void {
    const kept = messages.get(idOf(delivery));
    if (kept !== undefined) messages.set(idOf(delivery), JSON.stringify({ ...JSON.parse(kept), ...more }));
  }
  function changeHead(key: string, more: (head: NotificationHead) => Partial<NotificationHead>): void {
    const text = heads.get(key);
    if (text === undefined) return;
    const head: NotificationHead = JSON.parse(text);
    heads.set(key, JSON.stringify({ ...head, ...more(head) }));
  }
  function keep(notification: string, message: ComposedMessage): void {
    const delivery: Delivery = { notification, ...message, tries: 0 };
    messages.set(idOf(delivery), JSON.stringify(delivery));
  }
  const deliveryOf = ({ endedAt: _, messageId: __, refusal: ___, isSplit: ____, ...delivery }: Kept): Delivery =>
    delivery;
  const listsOf = (key: string): AlertList[] =>
    all<AlertList & { key: string }>(lists, `${key} `).map(({ key: _, ...list }) => list);

  return {
    async lease(now, until) {
      if (leasedUntil >= now.getTime()) return false;
      leasedUntil = until.getTime();
      return true;
    },
    async release() {
      leasedUntil = 0;
    },
    async state() {
      const abandoned = [...new Set(all<{ key: string }>(lists).map(({ key }) => key))].filter(
        (key) => !heads.has(key),
      );
      return {
        notifications: all<NotificationHead>(heads).map((head) => ({ head, lists: listsOf(head.key) })),
        channels: all<ChannelTrouble>(channels),
        abandoned: abandoned.map((key) => ({ key, lists: listsOf(key).length })),
      };
    },
    async add(head, list, composed) {
      for (let from = 0, number = 0; from < list.length; from += ALERTS_PER_LIST, number++) {
        const alerts: ListedAlert[] = list.slice(from, from + ALERTS_PER_LIST);
        const kept = { key: head.key, number, alerts, isSettled: false };
        lists.set(`${head.key} ${String(number).padStart(8, '0')}`, JSON.stringify(kept));
      }
      for (const message of composed) keep(head.key, message);
      heads.set(head.key, JSON.stringify(head));
    },
    undelivered: async (key) =>
      all<Kept>(messages, `${key} `)
        .filter(({ endedAt, isSplit }) => endedAt === undefined && !isSplit)
        .map(deliveryOf),
    async begin(delivery, notBefore) {
      const kept = messages.get(idOf(delivery));
      const tries = kept === undefined ? 0 : (JSON.parse(kept) as Kept).tries;
      change(delivery, { tries: tries + 1, notBefore: notBefore.toISOString() });
    },
    markRefused: async (delivery) => change(delivery, { notBefore: undefined }),
    async markDelivered(delivery, { at, messageId }) {
      if (delivery.channel === 'text') changeHead(delivery.notification, () => ({ textedAt: at.toISOString() }));
      change(delivery, { endedAt: at.toISOString(), messageId });
    },
    async setAside(delivery, { at, reason }) {
      change(delivery, { endedAt: at.toISOString(), refusal: reason });
      changeHead(delivery.notification, ({ setAside = 0 }) => ({
        setAside: setAside + 1,
        ...(delivery.channel === 'text' && { isTextSetAside: true as const }),
      }));
    },
    async replace(delivery, composed) {
      const ids = composed.map((message) => idOf({ notification: delivery.notification, ...message }));
      for (const [index, message] of composed.entries()) {
        const id = ids[index] ?? '';
        if (id === idOf(delivery) || !messages.has(id)) keep(delivery.notification, message);
      }
      if (!ids.includes(idOf(delivery))) change(delivery, { isSplit: true });
    },
    async keepTrouble(trouble) {
      channels.set(['text', 'mail', 'event'].indexOf(trouble.channel).toString(), JSON.stringify(trouble));
    },
    async clearTrouble(channel) {
      channels.delete(['text', 'mail', 'event'].indexOf(channel).toString());
    },
    async markSettled(key, { number }) {
      const id = `${key} ${String(number).padStart(8, '0')}`;
      const list = lists.get(id);
      if (list !== undefined) lists.set(id, JSON.stringify({ ...JSON.parse(list), isSettled: true }));
    },
    async keepSent(notification) {
      sent.set(`${notification.sentAt}#${notification.notificationId}`, JSON.stringify(notification));
    },
    async markDone(key) {
      changeHead(key, () => ({ isDone: true }));
    },
    async forget(key, count) {
      for (let number = 0; number < count; number++) lists.delete(`${key} ${String(number).padStart(8, '0')}`);
      heads.delete(key);
    },
    sentIn: async (period, since = new Date(0)) =>
      all<SentNotification>(sent).filter(
        ({ sentAt }) => sentAt.startsWith(`${period}-`) && sentAt >= since.toISOString(),
      ),
    newestSent: async (period, most) =>
      all<SentNotification>(sent)
        .filter(({ sentAt }) => sentAt.startsWith(`${period}-`))
        .toReversed()
        .slice(0, most),
    outcomesOf: async (key) =>
      all<Kept>(messages, `${key} `)
        .filter(({ isSplit }) => !isSplit)
        .map(({ channel, from, to, tries, endedAt, messageId, refusal }) => ({
          channel,
          from,
          to,
          tries,
          ...(endedAt !== undefined && { endedAt }),
          ...(messageId !== undefined && { messageId }),
          ...(refusal !== undefined && { refusal }),
        })),
    messagesOf: async ({ key }) => all<Kept>(messages, `${key} `).filter(({ isSplit }) => !isSplit),
    messages: () => all<Kept>(messages),
    heads: () => all<NotificationHead>(heads),
  };
}
