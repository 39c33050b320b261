import { CHANNELS, type Channel } from '../../../functions/domain/messages/channel.ts';
import { FUNCTIONS, type FunctionName } from '../../../functions/domain/watchdog/observations.ts';
import { type Cell, expectedConditions, isTrouble, KINDS, nameOf, SERVICES, type Trouble } from './cells.ts';
import { firstWordMinutes } from './conditions.ts';

/** The table of docs/reliability.md: what is tried, what comes of it, and who hears of it. */
export function reliabilityTable(cells: Cell[]): string {
  const rows = Object.entries(SERVICES).flatMap(([service, name]) =>
    cells
      .filter((cell) => cell.service === service)
      .toSorted((a, b) => rank(a) - rank(b))
      .map((cell) => [name, nameOf(cell), ...outcomeOf(cell)]),
  );
  const head = ['service', 'fault', 'what happens', 'who hears of it', 'first word'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const ORDER: readonly string[] = [...KINDS, 'special'];

function rank({ kind }: Cell): number {
  return ORDER.indexOf(kind);
}

function outcomeOf(cell: Cell): [happens: string, heard: string, firstWord: string] {
  return isTrouble(cell)
    ? [happens(cell), whoHears(cell), firstWord(cell)]
    : [`Cannot happen: ${cell.cannot}.`, '–', '–'];
}

/** When the watchdog speaks of it first. */
function firstWord(trouble: Trouble): string {
  const minutes = firstWordMinutes(expectedConditions(trouble));
  if (minutes === undefined) return '–';
  return minutes === 0 ? 'at once' : `${minutes} min`;
}

function happens(trouble: Trouble): string {
  const { fails = [], waits = [], isRetried, isUnsent, setsAside = [], note } = trouble;
  const failing = functions(fails);
  const fate = isRetried ? `Passing: further tries get over it. Lasting: ${failing}` : capital(failing);
  const isCalm = waits.length === 0 && !isUnsent && setsAside.length === 0;
  const calm = isCalm ? 'Nothing fails, everything is sent' : 'Nothing fails';
  return [
    `${fails.length === 0 ? calm : fate}${fails.length > 0 && waits.length === 0 ? quoted(trouble) : ''}.`,
    ...(waits.length === 0 ? [] : [`${messages(waits)} wait and are tried again${quoted(trouble)}.`]),
    ...(setsAside.length === 0 ? [] : [`${messages(setsAside)} about it are set aside, all others are sent.`]),
    ...copies(trouble),
    ...(fails.length + waits.length === 0 && trouble.says !== undefined ? [`The log says${quoted(trouble)}.`] : []),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
}

function quoted({ says }: Trouble): string {
  return says === undefined ? '' : `: \`${says}\``;
}

const CHANNEL_WORDS: Record<Channel, string> = { text: 'texts', mail: 'mails', event: 'events' };

function messages(channels: Channel[]): string {
  if (channels.length === CHANNELS.length) return 'All messages';
  return capital(channels.map((channel) => CHANNEL_WORDS[channel]).join(' and '));
}

function copies({ copies = {} }: Trouble): string[] {
  const counts = CHANNELS.flatMap((channel) => {
    const times = copies[channel];
    return times === undefined ? [] : [`the ${channel} ${times === 2 ? 'twice' : `${times} times`}`];
  });
  return counts.length === 0 ? [] : [`Sent in the end: ${counts.join(', ')}.`];
}

function functions(fails: FunctionName[]): string {
  if (fails.length === FUNCTIONS.length) return 'all functions fail';
  return `${fails.map((stage) => `\`${stage}\``).join(', ')} ${fails.length === 1 ? 'fails' : 'fail'}`;
}

function whoHears(trouble: Trouble): string {
  const conditions = expectedConditions(trouble).map((condition) => `*${condition}*`);
  const all = [...conditions, ...(trouble.reportSays === undefined ? [] : ['the daily report'])];
  if (all.length > 0) return all.join(', ');
  return trouble.isUnsent ? 'no one' : '–';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
