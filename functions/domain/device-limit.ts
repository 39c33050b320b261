import type { Allowance, EndpointBudget } from './budget.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './fault.ts';
import { decimal } from './money.ts';
import { folded, oneLine, shorten } from './text.ts';

const LONGEST_SHOWN = 40;

/**
 * The limit that holds for one endpoint: its own, where a tag such as `cost-limit=7.50` says one, or the budget's.
 * A tag that is no amount is a fault, and the budget's limit holds.
 */
export function allowanceFor(endpoint: Endpoint, budget: EndpointBudget): { allowance: Allowance; faults: Fault[] } {
  const { limitFromTag } = budget;
  const index = limitFromTag === undefined ? -1 : endpoint.tags.findIndex((text) => keyOf(text) === fold(limitFromTag));
  const tag = endpoint.tags[index];
  if (tag === undefined) return { allowance: budget, faults: [] };
  // emnify's tags are one list with commas, so that 7,50 arrives as 7 and a tag 50.
  const cents = /^\d\d$/.test(endpoint.tags[index + 1] ?? '') ? `,${endpoint.tags[index + 1]}` : '';
  const written = `${tag.slice(tag.indexOf('=') + 1).trim()}${cents}`;
  if (/^\d{1,12}(\.\d{1,10})?$/.test(written) && /[1-9]/.test(written)) {
    return { allowance: { ...budget, limit: decimal(written) }, faults: [] };
  }
  const shown = shorten(oneLine(`${tag}${cents}`), LONGEST_SHOWN);
  const reason = `the tag "${shown}" is no amount such as ${limitFromTag}=7.50, so the limit of the budget holds`;
  return { allowance: budget, faults: [{ kind: 'limit-unreadable', reason }] };
}

function keyOf(tag: string): string | undefined {
  return tag.includes('=') ? fold(tag.slice(0, tag.indexOf('='))) : undefined;
}

function fold(text: string): string {
  return folded(text).join('');
}
