import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import { distinctNames, entryLines, LIST_WIDTH } from '../../../../functions/domain/messages/list-lines.ts';
import { messageKinds } from '../../../../infra/local/cli/mails/kinds.ts';
import { aFaultAlert, anAlert, aScope } from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const LAYOUT = { first: '  ', next: '    ', between: ', ' };
const widest = (lines: string[]): number => Math.max(...lines.map((line) => [...line].length));

describe('the lines of one entry', () => {
  test('are one where it fits, and break between parts where it does not', () => {
    expect(entryLines(['tracker-1: EUR 6.10 of 5.00 (122 %)', 'crossed 100 %'], LAYOUT)).toEqual([
      '  tracker-1: EUR 6.10 of 5.00 (122 %), crossed 100 %',
    ]);
    expect(entryLines(['x'.repeat(50), 'y'.repeat(30), 'z'], LAYOUT)).toEqual([
      `  ${'x'.repeat(50)},`,
      `    ${'y'.repeat(30)}, z`,
    ]);
  });

  test('break a long part between words, but not an amount from its currency', () => {
    const sentence = `${'a '.repeat(30)}costs EUR 50.00 a day`;
    expect(entryLines([sentence], LAYOUT)).toEqual([`  ${'a '.repeat(30)}costs`, '    EUR 50.00 a day']);
  });

  test('are never wider than a list, and lose nothing', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), {
      minLength: 1,
      maxLength: 6,
    });
    const bare = (text: string): string => text.replace(/\s/gu, '');
    fc.assert(
      fc.property(words, (parts) => {
        const lines = entryLines(parts, LAYOUT);
        expect(widest(lines)).toBeLessThanOrEqual(LIST_WIDTH);
        expect(bare(lines.join(''))).toBe(bare(parts.join(LAYOUT.between)));
        for (const line of lines.slice(1)) expect(line.startsWith(LAYOUT.next)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('cut names', () => {
  test('are distinct: by their ends, or by their ids', () => {
    const named = (...names: string[]) => names.map((name, index) => ({ id: String(100 + index), name }));
    expect(distinctNames(named('tracker-1', 'a-very-long-camera-name'), 12)).toEqual(['tracker-1', 'a-very-lon..']);
    expect(distinctNames(named('tracker-truck-001', 'tracker-truck-002'), 12)).toEqual([
      'tracke..-001',
      'tracke..-002',
    ]);
    expect(distinctNames(named('pump', 'pump', 'well'), 12)).toEqual(['pump 100', 'pump 101', 'well']);
  });

  test('are never longer than asked, and differ where ids of emnify differ', () => {
    const names = fc.array(fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name), 'a', 'b'), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(names, fc.integer({ min: 12, max: 40 }), (given, length) => {
        const cut = distinctNames(
          given.map((name, index) => ({ id: String(11_898_598 + index), name })),
          length,
        );
        expect(new Set(cut).size).toBe(cut.length);
        expect(widest(cut)).toBeLessThanOrEqual(length);
      }),
    );
  });
});

/** The entries of a mail: lines that begin with a blank, but no facts with a label, and no numbered steps. */
function listLines(mail: string): string[] {
  return mail.split('\n').filter((line) => line.startsWith('  ') && !/^ {2}(\d\. |[A-Z][\w ]{3,20} {3})/.test(line));
}

describe('a list in a mail', () => {
  const mails = messageKinds().flatMap(({ name, messages }) =>
    messages.flatMap(({ channel, message }) => (channel === 'mail' ? [[name, message.body] as const] : [])),
  );

  test.each(mails)('is not wider than a list may be: %s', (_, mail) => {
    expect(listLines(mail).filter((line) => [...line].length > LIST_WIDTH)).toEqual([]);
  });

  test.each(HOSTILE_NAMES)('is not, with %s', (_, name) => {
    const budget = `budget ${name}`;
    const { email } = messagesAbout(
      anAlert({
        scope: aScope('1', { name: displayName({ id: '1', name }) }),
        budget,
        spend: '123456789.1234567891',
        limit: '0.1234567891',
      }),
      aFaultAlert({
        scope: aScope('2'.repeat(400), { name: displayName({ id: '2', name }) }),
        budget,
        reason: name.repeat(3),
      }),
    );
    expect(listLines(email).filter((line) => [...line].length > LIST_WIDTH)).toEqual([]);
  });
});
