/** A notification that was sent on at least one channel. */
export interface SentNotification {
  /** Key of its messages; absent if a version before 0.2 sent it. */
  key?: string;
  notificationId: string;
  /** ISO 8601. */
  sentAt: string;
  alerts: number;
  subject: string;
  /** Number of its messages that SNS refuses in every form; absent if none. */
  setAside?: number;
}
