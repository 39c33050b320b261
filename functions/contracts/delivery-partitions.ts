/**
 * The partitions of notifications in the table of the notification log. Claims are in other partitions, so that writes
 * here cannot touch them.
 */

/** The partition of heads, lists, channels and the lease. */
export const OUTBOX_PARTITION = 'outbox';
/** The prefix of the partition of a notification's messages, followed by its key. */
export const MESSAGES_PREFIX = 'notification#';
/** The prefix of the partition of what was sent in a month, followed by the month. */
export const SENT_PREFIX = 'sent#';
