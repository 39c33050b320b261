import { isMapping } from './problem.ts';

/** What was written under a key; nothing where there is no mapping. */
export function at(content: unknown, key: string): unknown {
  return isMapping(content) ? content[key] : undefined;
}

export function listAt(content: unknown, key: string): unknown[] {
  const list = at(content, key);
  return Array.isArray(list) ? list : [];
}

export function scopeOf(budget: unknown): unknown {
  return at(budget, 'scope') ?? 'endpoint';
}

export function meterOf(budget: unknown): unknown {
  return at(budget, 'meter') ?? 'total';
}
