/** The stack prints the same commands as the watchdog. */
export { confirmCommand, subscribeCommand, unsubscribeCommand } from '../domain/messages/subscriptions.ts';
