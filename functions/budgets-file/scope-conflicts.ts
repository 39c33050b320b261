import { shorten } from '../domain/values/text.ts';
import { didYouMean } from './nearest.ts';
import { isMapping, makeProblem, nameOf, type Path, type Problem } from './problem.ts';
import { unseenIn } from './unseen.ts';
import { at, meterOf, scopeOf } from './written.ts';

/** Limits a shown list, so that a hundred budgets do not fill the screen. */
const LONGEST_LIST = 200;

/** Finds keys and values of a budget that do not apply to its scope. */
export function outOfScope(budget: unknown, index: number): Problem[] {
  if (!isMapping(budget)) return [];
  const scope = scopeOf(budget);
  const { match, limit, limitFromTag, anomaly } = budget;
  const place = (key: string): Path => ['budgets', index, key];
  const problems: Problem[] = [];
  if (scope === 'organisation' && match !== undefined) {
    const remedy = 'Remove it, or write scope: group to count the devices that match together.';
    problems.push(misplaced(place('match'), match, 'not for scope organisation, which counts the workspace', remedy));
  }
  if ((scope === 'organisation' || scope === 'group') && limitFromTag !== undefined) {
    const remedy = 'Remove it, or write scope: endpoint to give each device a limit of its own.';
    problems.push(misplaced(place('limitFromTag'), limitFromTag, 'only for scope endpoint', remedy));
  }
  if ((scope === 'organisation' || scope === 'group') && anomaly !== undefined) {
    const remedy = 'Remove it: unusual spend is found device by device, by budgets with scope endpoint.';
    problems.push(misplaced(place('anomaly'), anomaly, 'only for scope endpoint', remedy));
  }
  if (limit === 'emnify' && (scope === 'endpoint' || scope === 'group')) {
    const remedy = 'Write a number above 0, such as 5 or 7.50, or scope: organisation.';
    problems.push(makeProblem(place('limit'), limit, "emnify's limit applies to the whole workspace only", remedy));
  }
  if (limit === 'emnify' && scope === 'organisation' && ['data', 'sms'].includes(String(meterOf(budget)))) {
    const remedy = 'Write meter: total, or a number above 0 as the limit.';
    problems.push(makeProblem(place('limit'), limit, "emnify's limit applies to the total cost only", remedy));
  }
  return problems;
}

/** Finds mutes that would mute nothing, or everything by accident. */
export function mutesInVain(mute: unknown, index: number, budgets: unknown[]): Problem[] {
  if (!isMapping(mute)) return [];
  const path: Path = ['mutes', index];
  const { match, budget } = mute;
  const isOpen = match === undefined || (isMapping(match) && Object.keys(match).length === 0);
  if (isOpen && budget === undefined) {
    const message = `${nameOf(path)} says neither which devices nor which budget it mutes`;
    const remedy = 'Write match, such as match: { ids: [12345678] }, or budget, or both.';
    return [{ path, value: mute, message, remedy }];
  }
  if (typeof budget !== 'string' || !/\S/.test(budget) || unseenIn(budget) !== undefined) return [];
  const muted = budgets.find((other) => at(other, 'name') === budget);
  if (muted === undefined) {
    const names = budgets.map((other) => at(other, 'name')).filter((name) => typeof name === 'string');
    if (names.length === 0) return [];
    const remedy = `${didYouMean(budget, names)}Write the name of a budget of this file: ${shorten(names.join(', '), LONGEST_LIST)}.`;
    return [makeProblem([...path, 'budget'], budget, 'no budget has this name', remedy)];
  }
  const scope = scopeOf(muted);
  if (match === undefined || (scope !== 'group' && scope !== 'organisation')) return [];
  const reason = `without effect: ${JSON.stringify(budget)} has scope ${scope}, and its alerts are not about single devices`;
  return [misplaced([...path, 'match'], match, reason, 'Remove it to mute all of the budget.')];
}

/** A problem with the key itself, whatever its value is. */
function misplaced(path: Path, value: unknown, reason: string, remedy: string): Problem {
  return { path, value, message: `${nameOf(path)} is ${reason}`, remedy };
}
