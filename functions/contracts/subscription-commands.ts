/** The stack prints the same commands as the watchdog. */
export { confirmCommand, subscribeCommand, unsubscribeCommand } from '../domain/watchdog/subscriptions.ts';
