import { STAGES, type Stage } from './alarms.ts';
import { type Cell, expectedAlarms, isTrouble, KINDS, nameOf, SERVICES, type Trouble } from './cells.ts';

/** The table of docs/reliability.md: what is tried, what comes of it, and who hears of it. */
export function reliabilityTable(cells: Cell[]): string {
  const rows = Object.entries(SERVICES).flatMap(([service, name]) =>
    cells
      .filter((cell) => cell.service === service)
      .toSorted((a, b) => rank(a) - rank(b))
      .map((cell) => [name, nameOf(cell), ...outcomeOf(cell)]),
  );
  const head = ['service', 'fault', 'what happens', 'who hears of it'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const ORDER: readonly string[] = [...KINDS, 'special'];

function rank({ kind }: Cell): number {
  return ORDER.indexOf(kind);
}

function outcomeOf(cell: Cell): [happens: string, heard: string] {
  return isTrouble(cell) ? [happens(cell), whoHears(cell)] : [`Cannot happen: ${cell.cannot}.`, '–'];
}

function happens({ fails = [], says, isRetried, isUntold, isLate, told, note }: Trouble): string {
  const failing = `${functions(fails)}${says === undefined ? '' : `: \`${says}\``}`;
  const calm = isUntold ? 'Nothing fails.' : 'Nothing fails, everything is told.';
  const trouble = isRetried ? `Passing: further tries get over it. Lasting: ${failing}.` : `${capital(failing)}.`;
  return [
    fails.length === 0 ? calm : trouble,
    ...(told === 2 ? ['Told twice.'] : []),
    ...(isLate ? ['Told two minutes late.'] : []),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
}

function functions(fails: Stage[]): string {
  if (fails.length === STAGES.length) return 'all functions fail';
  return `${fails.map((stage) => `\`${stage}\``).join(', ')} ${fails.length === 1 ? 'fails' : 'fail'}`;
}

function whoHears(trouble: Trouble): string {
  const alarms = expectedAlarms(trouble).map((alarm) => `*${alarm}*`);
  const all = [...alarms, ...(trouble.reportSays === undefined ? [] : ['the daily report'])];
  if (all.length > 0) return all.join(', ');
  return trouble.isUntold ? 'nobody' : '–';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
