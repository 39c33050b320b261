/** A notification that went out, on one channel at least. */
export interface SentNotification {
  /** Key of its messages; absent where a version before 0.2 has sent it. */
  key?: string;
  notificationId: string;
  /** ISO 8601. */
  sentAt: string;
  alerts: number;
  subject: string;
  /** Messages of it that SNS refuses in every form; absent where there are none. */
  setAside?: number;
}
