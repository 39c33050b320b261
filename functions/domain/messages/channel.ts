/** The ways in which a message leaves, the most urgent first. Each has an SNS topic of its own. */
export const CHANNELS = ['text', 'mail', 'event'] as const;
export type Channel = (typeof CHANNELS)[number];
