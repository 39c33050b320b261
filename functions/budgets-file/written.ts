import { twoReadings } from '../domain/values/money.ts';
import { isMapping } from './problem.ts';

/** Reads the value under a key; undefined if there is no mapping. */
export function at(content: unknown, key: string): unknown {
  return isMapping(content) ? content[key] : undefined;
}

export function listAt(content: unknown, key: string): unknown[] {
  const list = at(content, key);
  return Array.isArray(list) ? list : [];
}

/**
 * Returns a number, or its spelling where that says more than the value: +49151… and 0151… are phone numbers, an ICCID
 * has more digits than a number holds, and some people write 1.000 for a thousand.
 */
export function asWritten(value: number, spelling: string): number | string {
  const hasLostDigits = /^\d+$/.test(spelling) && String(value) !== spelling;
  return spelling.startsWith('+') || hasLostDigits || twoReadings(spelling) ? spelling : value;
}

export function scopeOf(budget: unknown): unknown {
  return at(budget, 'scope') ?? 'endpoint';
}

export function meterOf(budget: unknown): unknown {
  return at(budget, 'meter') ?? 'total';
}
