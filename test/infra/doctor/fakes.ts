import type { Reading } from '../../../infra/doctor/reading.ts';

/** A reading that succeeded. */
export function read<Value>(value: Value): Reading<Value> {
  return { kind: 'read', value };
}

/** A reading that the credentials do not allow. */
export const DENIED = { kind: 'unread', reason: 'denied', remedy: 'Use others.' } as const;

export const NOW = new Date('2026-10-18T12:00:00Z');
