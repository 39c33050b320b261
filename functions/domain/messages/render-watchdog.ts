import { formatMomentInYear } from '../values/month.ts';
import { oneLine, plural, shorten, toAscii } from '../values/text.ts';
import type { Active, Cause, Speech } from '../watchdog/verdict.ts';
import { entryLines } from './list-lines.ts';

/** The mail to the operators. */
export interface OperatorsMail {
  subject: string;
  body: string;
}

const LONGEST_SUBJECT = 99;
const LONGEST_DETAIL = 600;

/** Writes a message of the watchdog: each cause with its impact and remedy, and what follows from it in one line. */
export function renderWatchdog(speech: Speech): OperatorsMail {
  const { begun, still, ended, unknown, quietUntil } = speech;
  const isReminder = speech.kind === 'reminder';
  return {
    subject: shorten(toAscii(`emnify cost alerts: ${subjectOf(speech)}`), LONGEST_SUBJECT),
    body: `${[
      ...begun.map((cause) => causeParagraph(cause)),
      ...(isReminder ? still.map((cause) => causeParagraph(cause, 'still ')) : []),
      ...lines(
        'Over:',
        ended.map(({ condition, since }) => [condition.title, `(since ${when(since)})`]),
      ),
      ...lines('Still there:', isReminder ? [] : still.map((cause) => [inBrief(cause), ...cause.follows.map(inBrief)])),
      ...lines(
        'Could not be read, so nothing is said of it:',
        unknown.map((what) => [shorten(oneLine(what), LONGEST_DETAIL)]),
      ),
      ...(quietUntil === undefined
        ? []
        : [
            paragraph(`More than six messages in a day. What changes from now on is summed up on ${when(quietUntil)}.`),
          ]),
      paragraph(
        'This is the watchdog of the cost alerts. Outputs, such as Step1StoreToken, are commands that the stack has printed.',
      ),
    ].join('\n\n')}\n`,
  };
}

/** `"Token refused (critical) and 1 more"` */
function subjectOf({ kind, begun, still, ended }: Speech): string {
  if (kind === 'summary') return 'more changes today, the last message until tomorrow';
  const [first] = begun;
  if (first) return `${inBrief(first)}${more(begun.length)}`;
  if (kind === 'reminder') return `still ${still.map(inBrief).at(0)}${more(still.length)}`;
  return `over: ${ended.map(({ condition }) => condition.title).at(0)}${more(ended.length)}`;
}

function more(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : '';
}

function inBrief({ condition }: Active): string {
  return `${condition.title} (${condition.severity})`;
}

function causeParagraph({ condition, since, detail, follows }: Cause, still = ''): string {
  const { severity, title, impact, remedy, id } = condition;
  return [
    ...wrapped(`${severity.toUpperCase()}: ${title}, ${still}since ${when(since)}.`),
    ...labelled('What we see', shorten(oneLine(detail), LONGEST_DETAIL)),
    ...labelled('Impact', impact),
    ...labelled('What to do', remedy),
    ...labelled('More', `docs/operations.md#${id}`),
    ...(follows.length === 0 ? [] : labelled('Follows from it', follows.map(inBrief).join(', '))),
  ].join('\n');
}

function labelled(label: string, text: string): string[] {
  return wrapped(`${label}: ${text}`, { first: '  ', next: '    ' });
}

function lines(title: string, entries: string[][]): string[] {
  if (entries.length === 0) return [];
  const layout = { first: '  ', next: '    ', between: '   ' };
  return [[title, ...entries.flatMap((parts) => entryLines(parts, layout))].join('\n')];
}

function paragraph(text: string): string {
  return wrapped(text).join('\n');
}

function wrapped(text: string, { first, next } = { first: '', next: '' }): string[] {
  return entryLines([text], { first, next, between: '' });
}

function when(moment: string): string {
  return formatMomentInYear(new Date(moment));
}

/** What the log says of a message. */
export function speechInBrief({ kind, begun, still, ended, unknown }: Speech): object {
  return {
    kind,
    begun: begun.map(inBrief),
    still: still.map(inBrief),
    ended: ended.map(({ condition }) => condition.title),
    unknown: plural(unknown.length, 'part'),
  };
}
