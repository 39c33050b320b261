import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, unknownArguments } from './command.ts';
import { type MessageKind, messageKinds } from './mails/kinds.ts';
import { printed } from './mails/printed.ts';
import { UsageError } from './options.ts';

const GOLDEN_FOLDER = join(import.meta.dirname, '../../../test/golden');

const HELP = `Prints one of every kind of mail, text message, report and document for
machines. Nothing is sent.

  npm run mails                 all of them
  npm run mails -- forecast     those with this word in their name
  npm run mails -- --write      also writes them to test/golden, where a test
                                holds each sentence
`;

/** `npm run mails`. */
async function main(): Promise<number> {
  const { values, positionals: words } = readArguments();
  const kinds = messageKinds();
  const wanted = kinds.filter(({ name }) => words.every((word) => name.includes(word)));
  if (values.help || wanted.length === 0) {
    process.stdout.write(`${HELP}\nTheir names:\n${kinds.map(({ name }) => `  ${name}`).join('\n')}\n`);
    return values.help ? 0 : 1;
  }
  for (const kind of wanted) process.stdout.write(`${'═'.repeat(80)}\n${kind.name}\n\n${printed(kind)}\n`);
  if (values.write) writeGoldenFiles(kinds);
  return 0;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean' }, write: { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageError(unknownArguments(error, 'mails'));
  }
}

function writeGoldenFiles(kinds: MessageKind[]): void {
  for (const file of readdirSync(GOLDEN_FOLDER).filter((name) => name.endsWith('.txt')))
    rmSync(join(GOLDEN_FOLDER, file));
  for (const kind of kinds) writeFileSync(join(GOLDEN_FOLDER, `${kind.name}.txt`), printed(kind));
}

await runCommand(main, [UsageError]);
