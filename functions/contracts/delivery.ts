/** How a message came out of the queue. */
export interface Delivery {
  /** Since it was sent. */
  waitedSeconds: number;
  /** Nobody has tried it before. */
  isFirst: boolean;
}
