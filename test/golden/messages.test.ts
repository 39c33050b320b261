import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../functions/domain/costs/data-fault.ts';
import { messageKinds } from '../../infra/local/cli/mails/kinds.ts';
import { printed } from '../../infra/local/cli/mails/printed.ts';

const kinds = messageKinds();

/** After a change of a sentence: `npm run mails -- --write`, and read the diff. */
describe('every kind of message, word for word', () => {
  test.each(kinds)('$name', (kind) => {
    expect(printed(kind)).toBe(readFileSync(join(import.meta.dirname, `${kind.name}.txt`), 'utf8'));
  });

  test('no golden file is left over', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.txt'));
    expect(files.sort()).toEqual(kinds.map(({ name }) => `${name}.txt`).sort());
  });

  test('every event has a message here', () => {
    const events = kinds.flatMap(({ messages }) => messages.map(({ message }) => message.attributes.event));
    expect(new Set(events)).toEqual(
      new Set([
        'crossed',
        'anomaly',
        'forecast',
        'time-to-limit',
        ...FAULT_KINDS,
        'digest',
        'baseline',
        'check-me',
        'test',
        'report',
        'watchdog',
      ]),
    );
  });

  test('every kind has a mail, and every kind of alert its text of one segment', () => {
    for (const { name, messages } of kinds) {
      const texts = messages.filter(({ channel }) => channel === 'text');
      expect([name, messages.some(({ channel }) => channel === 'mail'), texts.length]).toEqual([
        name,
        true,
        /^(report|watchdog)/.test(name) ? 0 : 1,
      ]);
      for (const { message } of texts) expect([name, message.body.length <= 140]).toEqual([name, true]);
    }
  });
});
