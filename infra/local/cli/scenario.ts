import { parseArgs } from 'node:util';
import { formatMoment } from '../../../functions/domain/values/month.ts';
import { SettingsError } from '../../settings-error.ts';
import { FunctionError } from '../host/function-error.ts';
import { differences } from '../stories/compare.ts';
import type { Played } from '../stories/play.ts';
import { readStory } from '../stories/story.ts';
import { type StoryMessage, storyMessage } from '../stories/story-message.ts';
import { runCommand, unknownArguments } from './command.ts';
import { personPath } from './person-path.ts';
import { playInSight } from './play-in-sight.ts';

const HELP = `Plays stories on a fast clock through the real functions, and prints which
alerts were sent when.

  npm run scenario -- FILE...                     for people
  npm run --silent scenario -- FILE... --json     one JSON list on standard
                                                  output, words on standard error

The status is 1 when a story with an "expect" list went otherwise than expected.
`;

/** `npm run scenario`. */
async function main(): Promise<number> {
  const { values, positionals: files } = readArguments();
  const out = values.json ? process.stderr : process.stdout;
  if (values.help || files.length === 0) {
    out.write(HELP);
    return values.help ? 0 : 1;
  }
  const stories = files.map((file) => ({ file, story: readStory(personPath(file, process.env), file) }));
  const sent: (StoryMessage & { story?: string })[] = [];
  let status = 0;
  for (const { file, story } of stories) {
    const played = await playInSight(story, { title: file, fromSecond: 5 });
    const messages = played.messages.map(storyMessage);
    const differing = story.expect ? differences(story.expect, messages) : [];
    out.write(`${report(file, messages, played.failures, story.expect && differing)}\n`);
    if (differing.length > 0) status = 1;
    sent.push(...messages.map((message) => (files.length > 1 ? { story: file, ...message } : message)));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(sent, null, 2)}\n`);
  return status;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new SettingsError(unknownArguments(error, 'scenario'));
  }
}

function report(file: string, messages: StoryMessage[], failures: Played['failures'], differing?: string[]): string {
  return [
    file,
    ...messages.map((message) => {
      const { at, endpoints } = message;
      const names = endpoints.length > 1 ? `\n      ${shortList(endpoints)}` : '';
      return `  ${formatMoment(new Date(at))}  ${headline(message)}${names}`;
    }),
    ...(messages.length === 0 ? ['  nothing was sent'] : []),
    ...failureLines(failures),
    ...(differing?.map((difference) => `  ${difference}`) ?? []),
    ...(differing?.length === 0 ? ['  as expected'] : []),
  ].join('\n');
}

/** Returns the subject of the mail, or another form of the message if the mail was not sent. */
function headline({ subject, sms }: StoryMessage): string {
  if (subject === '') return sms ?? 'for machines only';
  return sms === undefined ? subject : `${subject} (and a text)`;
}

/** Lists the failures of each run, those with the same reason in one line. */
function failureLines(failures: Played['failures']): string[] {
  return [...Map.groupBy(failures, ({ run, reason }) => `${run} failed: ${reason}`)].map(([what, all]) => {
    const [from, to] = [all[0], all.at(-1)].map((failure) => formatMoment(failure?.at ?? new Date(0)));
    return `  ${from}${all.length > 1 ? ` to ${to}, ${all.length} times` : ''}  ${what}`;
  });
}

function shortList(names: string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}

await runCommand(main, [SettingsError, FunctionError]);
