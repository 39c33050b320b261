import * as observability from './observability.ts';

/** Says that a stored item was left out, and which one. Its content stays where it is. */
export function recordUnreadableItem(
  key: Record<string, string>,
  { logger, facts }: observability.Observers = observability,
): void {
  facts.note('unreadable', Object.values(key).join(' '));
  logger.error('stored item cannot be read', { key });
}
