import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FaultStack, startFaultStack } from './fault-stack.ts';
import { TEN_FAULTS } from './ten-faults.ts';
import { type Told, tryFault } from './try-fault.ts';

const told = new Map<string, Told>();
let stack: FaultStack;

beforeAll(async () => {
  stack = await startFaultStack(12);
  // The watchdog knows no time before it has run first.
  for (let tick = 0; tick < 6; tick++) await stack.tick();
  for (const fault of TEN_FAULTS) told.set(fault.what, await tryFault(stack, fault));
}, 600_000);
afterAll(() => stack?.close());

describe('a deployed stack that runs, when', () => {
  test.each(TEN_FAULTS)('$what', ({ what, subject, afterMinutes }) => {
    const { mails, isOver, failedRuns, ...rest } = told.get(what) ?? { mails: [], isOver: false, failedRuns: [] };
    const subjects = mails.map((mail) => mail.subject.replace('emnify cost alerts: ', ''));
    expect([subjects[0], rest.afterMinutes]).toEqual([subject, afterMinutes]);
    expect(failedRuns).toEqual([]);
    expect(isOver).toBe(true);
    // The last word is that it is over.
    if (subject !== undefined) expect(mails.at(-1)?.body).toContain('Over');
    expect(mails.length).toBeLessThanOrEqual(6);
  });
});

test('docs/reliability.md says what was heard', () => {
  const page = readFileSync('docs/reliability.md', 'utf8');
  for (const { what, subject, afterMinutes } of TEN_FAULTS) {
    const mails = told.get(what)?.mails.length ?? 0;
    const heard =
      subject === undefined ? ['–', '–', '–'] : [`*${subject.replace(/ \(.*/, '')}*`, `${afterMinutes} min`, mails];
    expect(page).toContain(`| ${[what, ...heard].join(' | ')} |`);
  }
});
