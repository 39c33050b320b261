import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { BudgetsError, checkBudgets, parsePlan } from '../../../functions/budgets-file/budgets.ts';
import { nameOf, type Problem } from '../../../functions/budgets-file/problem.ts';
import { decimal } from '../../../functions/domain/values/money.ts';
import { SettingsError } from '../../../infra/settings-error.ts';
import { FILE, PLAN, readText } from '../../fixtures/arbitrary/budgets.ts';
import { anyJson, attempt, spoilt, valueAt } from '../../fixtures/arbitrary/json.ts';
import { anyText } from '../../fixtures/arbitrary/text.ts';

/** A value as people are shown it, as far as it is never cut: in one line, with one space where there are more. */
function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return (typeof value === 'string' ? JSON.stringify(value).replace(/\s+/g, ' ') : String(value)).slice(0, 50);
}

/** What is wrong with the key, whatever its value is. */
const OF_THE_KEY =
  /^ (is (missing|not a known key( any more)?|not for scope|only for scope|without effect)|.*never counts: |says neither )/s;

/** Every problem names its field and its value, and says in sentences what to write. */
function expectSent({ path, value, message, remedy }: Problem, content: unknown): void {
  const complaint = message.replace(/^line \d+: /, '');
  if (!/^budgets( and mutes)? take \d+ bytes/.test(complaint)) {
    const name = nameOf(path);
    expect(complaint.slice(0, name.length)).toBe(name);
    expect(value).toEqual(valueAt(content, path));
    const rest = complaint.slice(name.length);
    if (!OF_THE_KEY.test(rest)) expect(rest).toContain(` is ${shown(value)}`);
  }
  expect(remedy).toMatch(/^(Write|Put|Give|Move|Remove|Use|Type|Did you mean|Allowed here) ?.*\.$/s);
  expect(`${message} ${remedy}`).not.toMatch(/\[object|undefined/);
}

describe('any text', () => {
  const words = 'currency EUR recipients nobody budgets name limit a 5 ~ !!str !x &a *a *b << | >-'.split(' ');
  const signs = [...'{}[]"%\t\n', "'", ': ', ':\n', '\n  ', '\n    - ', '- ', '? ', ', ', ' #', '\n---\n'];
  const soup = fc.array(fc.constantFrom(...words, ...signs), { maxLength: 30 }).map((tokens) => tokens.join(''));
  const good = stringify(FILE);
  const slip = fc.tuple(
    fc.nat(good.length),
    fc.nat(6),
    fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...signs)),
  );
  const slipped = fc
    .array(slip, { minLength: 1, maxLength: 3 })
    .map((slips) => slips.reduce((text, [at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone), good));
  const written = fc.oneof(anyText, soup, slipped);

  test('as budgets.yaml is a file of budgets, or a list of lines, each with a remedy', () => {
    fc.assert(
      fc.property(written, (text) => {
        const file = readText(text);
        if (!(file instanceof Error)) return expect(file.plan.budgets.length).toBeGreaterThan(0);
        expect(file).toBeInstanceOf(SettingsError);
        const [, count] = /^\S+budgets\.yaml has (\d+) problems?:\n {2}\S/.exec(file.message) ?? [];
        expect(Number(count)).toBeGreaterThan(0);
        for (const [, line] of file.message.matchAll(/^ {2}line (\d+): /gm)) {
          expect(Number(line)).toBeLessThanOrEqual(text.split(/\r\n|[\n\r]/).length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('as the parameter is a plan, or every problem with its line and remedy', () => {
    const json = JSON.stringify(PLAN, null, 2);
    const cut = slip.map(([at, gone, put]) => json.slice(0, at) + put + json.slice(at + gone));
    fc.assert(
      fc.property(fc.oneof(written, cut), (text) => {
        const plan = attempt(() => parsePlan(text, 'the parameter'));
        if (!(plan instanceof Error)) return expect(plan.budgets.length).toBeGreaterThan(0);
        expect(plan).toBeInstanceOf(BudgetsError);
        const { problems } = plan as BudgetsError;
        expect(problems.length).toBeGreaterThan(0);
        for (const { message, remedy } of problems)
          expect(`${message}. ${remedy}`).toMatch(/^line \d+: \S.*\. [A-Z].*\.$/s);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a good file with any JSON in any field', () => {
  test('is right, with the limits that it says, or every problem names its field and value and what to write', () => {
    fc.assert(
      fc.property(spoilt(FILE), (content) => {
        const checked = checkBudgets(content);
        if ('problems' in checked) {
          expect(checked.problems.length).toBeGreaterThan(0);
          for (const problem of checked.problems) expectSent(problem, content);
          return;
        }
        const { budgets } = checked.file.plan;
        const written = budgets.map((_, index) => valueAt(content, ['budgets', index, 'limit']));
        expect(budgets.map(({ limit }) => limit)).toEqual(
          written.map((limit) => (limit === 'emnify' ? limit : decimal(limit as string))),
        );
      }),
      { numRuns: 400 },
    );
  });

  test('as the parameter: the same, with lines', () => {
    fc.assert(
      fc.property(spoilt(PLAN), (content) => {
        const plan = attempt(() => parsePlan(JSON.stringify(content, null, 1), 'the parameter'));
        if (!(plan instanceof Error)) return;
        expect(plan).toBeInstanceOf(BudgetsError);
        for (const problem of (plan as BudgetsError).problems) expectSent(problem, content);
      }),
      { numRuns: 250 },
    );
  });

  test('or anything at all in its place: never another error', () => {
    fc.assert(
      fc.property(fc.oneof(anyJson, fc.anything({ maxDepth: 2 })), (content) => {
        const checked = attempt(() => checkBudgets(content));
        expect(checked).not.toBeInstanceOf(Error);
      }),
    );
  });
});
