import type { Round } from './conditions.ts';
import type { Sent } from './sent.ts';

/** What came of one trouble. */
export interface Trial {
  /** While it lasts. */
  during: Round;
  /** An hour later, where something was left to do. */
  after?: Round;
  /** How many requests it hit. */
  hits: { during: number; after: number };
  sent: { during: Sent; after: Sent; atLast: Sent };
  /** What is stored in the end, by endpoint or group. */
  spends: Record<string, string>;
  /** The mails about alerts. */
  mails: string[];
  /** The mail of the daily report while it lasted. */
  report: string;
  /** How often an application token was sent to emnify while it lasted. */
  authentications: number;
  /** How many bytes of streamed bodies have left. */
  streamed: number;
}
