import { currencyOf } from './ceiling-value.ts';
import { isMapping, makeProblem, nameOf, type Path, type Problem } from './problem.ts';
import { mutesInVain, outOfScope } from './scope-conflicts.ts';
import { at, listAt, meterOf, scopeOf } from './written.ts';

const REMOVE = 'Remove one of the two.';

/**
 * Finds conflicts between values that are right by themselves. Checks the values as written, not as understood, so that
 * these problems are reported together with all others.
 */
export function conflictsIn(content: unknown): Problem[] {
  const recipients = at(content, 'recipients');
  const budgets = listAt(content, 'budgets');
  return [
    ...repeated(['recipients', 'email'], listAt(recipients, 'email').map(addressOf), REMOVE),
    ...repeated(['recipients', 'sms'], listAt(recipients, 'sms').map(addressOf), REMOVE),
    ...budgets.flatMap((budget, index) =>
      repeated(['budgets', index, 'thresholds'], listAt(budget, 'thresholds'), REMOVE),
    ),
    ...repeated(
      ['budgets'],
      budgets.map((budget) => at(budget, 'name')),
      'Give each budget a name of its own.',
      'name',
    ),
    ...budgets.flatMap(outOfScope),
    ...hidden(budgets),
    ...listAt(content, 'mutes').flatMap((mute, index) => [
      ...mutesInVain(mute, index, budgets),
      ...otherCurrency(mute, index, at(content, 'currency')),
    ]),
  ];
}

/** Finds repeated values, at the place of the later one. Mail addresses ignore case, names do not. */
function repeated(list: Path, values: unknown[], remedy: string, key?: string): Problem[] {
  const place = (index: number): Path => [...list, index, ...(key ? [key] : [])];
  return values.flatMap((value, index) => {
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const first = values.findIndex((other) => Object.is(comparable(other), comparable(value)));
    return first === index ? [] : makeProblem(place(index), value, `the same as ${nameOf(place(first))}`, remedy);
  });
}

function comparable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('@') ? value.toLowerCase() : value;
}

/** Finds a ceiling of a mute that cannot be compared with the costs, as it is in another currency than the limits. */
function otherCurrency(mute: unknown, index: number, currency: unknown): Problem[] {
  const upTo = at(mute, 'upTo');
  const written = currencyOf(upTo);
  const isOther = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && written !== currency;
  if (written === undefined || !isOther) return [];
  const remedy = `Write the amount in ${currency}, or percent of the limit, such as 500.`;
  return [makeProblem(['mutes', index, 'upTo'], upTo, `the currency of this file is ${currency}`, remedy)];
}

/** Finds budgets that never count, because one before them matches every device on the same meter. Applies to scope `endpoint` only. */
function hidden(budgets: unknown[]): Problem[] {
  return budgets.flatMap((budget, index) => {
    const meter = meterOf(budget);
    if (scopeOf(budget) !== 'endpoint') return [];
    const before = budgets.findIndex((other) => isMapping(other) && isCatchAll(other) && meterOf(other) === meter);
    if (before < 0 || before >= index || !isMapping(budget)) return [];
    const path = ['budgets', index];
    const hider = `${nameOf(['budgets', before])}${nameIn(budgets[before])}`;
    return {
      path,
      value: budget,
      message: `${nameOf(path)}${nameIn(budget)} never counts: ${hider} stands before it and matches every device`,
      remedy: `Move ${hider} to the end of the list.`,
    };
  });
}

function isCatchAll(budget: Record<string, unknown>): boolean {
  const { match } = budget;
  if (scopeOf(budget) !== 'endpoint') return false;
  if (match === undefined) return true;
  if (!isMapping(match)) return false;
  const { name, ...others } = match;
  const isOpen = name === undefined || (typeof name === 'string' && /^\s*\*+\s*$/.test(name));
  return isOpen && Object.keys(others).length === 0;
}

function nameIn(budget: unknown): string {
  const name = at(budget, 'name');
  return typeof name === 'string' ? ` (${JSON.stringify(name)})` : '';
}

function addressOf(recipient: unknown): unknown {
  return at(recipient, 'to') ?? recipient;
}
