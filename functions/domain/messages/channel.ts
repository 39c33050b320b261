/** The ways to send a message, the most urgent first. Each has its own SNS topic. */
export const CHANNELS = ['text', 'mail', 'event'] as const;
export type Channel = (typeof CHANNELS)[number];
