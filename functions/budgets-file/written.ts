import { twoReadings } from '../domain/values/money.ts';
import { isMapping } from './problem.ts';

/** What was written under a key; nothing where there is no mapping. */
export function at(content: unknown, key: string): unknown {
  return isMapping(content) ? content[key] : undefined;
}

export function listAt(content: unknown, key: string): unknown[] {
  const list = at(content, key);
  return Array.isArray(list) ? list : [];
}

/**
 * A number that YAML or JSON has read, or its spelling, where that says more than the value: +49151… and
 * 0151… are phone numbers, an ICCID has more digits than a number holds, and 1.000 is a thousand for some.
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
