/**
 * Where in the table of the notification log the notifications on their way are. Claims are elsewhere in it: whoever
 * writes here can touch none.
 */

/** Heads, lists, channels and the lease. */
export const OUTBOX_PARTITION = 'outbox';
/** Followed by the key of a notification: its messages. */
export const MESSAGES_PREFIX = 'notification#';
/** Followed by a month: what went out in it. */
export const SENT_PREFIX = 'sent#';
