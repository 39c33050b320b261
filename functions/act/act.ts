import { OLDEST_ID_MS } from '../domain/presses/decisions.ts';
import type { Author, Press } from '../domain/presses/press.ts';
import { pressSentence, undoingSentence } from '../domain/presses/press-words.ts';
import { formatMoment } from '../domain/values/month.ts';
import type { ActDeps, Acted } from './act-deps.ts';
import { makePress } from './make-press.ts';
import type { PressPayload, Wish } from './payload.ts';
import { RefusedPress } from './refused-press.ts';

/**
 * Does what a person wants: stores it first, and then does it. A press that comes twice under one id is done once.
 *
 * @throws {RefusedPress} that says why it cannot be, and what to write
 */
export async function act(deps: ActDeps, { wish, from }: PressPayload, requestId?: string): Promise<Acted> {
  const { who, reason } = wish;
  const at = deps.now();
  const author: Author = {
    at: at.toISOString(),
    from,
    ...(who !== undefined && { who }),
    ...(reason !== undefined && { reason }),
    ...(requestId !== undefined && { requestId }),
  };
  if (wish.kind === 'undo') return await undo(deps, wish, author);
  const id = idOf(wish, deps);
  const before = await deps.presses.press(id);
  if (before) return await repeated(deps, before);
  const press = await makePress(deps, wish, id, author).catch((error: unknown) => meanwhile(deps, id, error));
  if (!(await deps.presses.add(press))) return await repeated(deps, (await deps.presses.press(id)) ?? press);
  const found = await carryOut(deps, press);
  return { kind: 'pressed', id, words: [pressSentence(press), ...found, ...howToUndo(press)] };
}

/** The same button, pressed at the same time: what the other press has changed already may be why this one cannot be. */
async function meanwhile({ presses }: ActDeps, id: string, error: unknown): Promise<Press> {
  const other = await presses.press(id);
  if (other) return other;
  throw error;
}

function idOf({ press }: Wish, { now, newId }: ActDeps): string {
  if (press === undefined) return newId();
  const age = now().getTime() - Date.parse(press.slice(0, 24));
  // What an older page shows may be of another day. The clocks of two functions may differ by a little.
  if (age < OLDEST_ID_MS && age > -60_000) return press;
  throw new RefusedPress('This page is more than a day old. Load it again, look, and press then.');
}

/** What a press does at once. What was stopped before its end is done again. */
async function carryOut({ presses, functions, now }: ActDeps, press: Press): Promise<string[]> {
  if (press.kind === 'resend') {
    await functions.resend(press.ref);
    await presses.markDone(press.id, now());
  }
  if (press.kind === 'check') {
    const found = await functions.check(press.endpoint.id);
    await presses.markDone(press.id, now());
    return [found];
  }
  return [];
}

/** A press that is not done after this long was stopped. */
const STOPPED_MS = 60_000;

async function repeated(deps: ActDeps, press: Press): Promise<Acted> {
  const isStopped = deps.now().getTime() - Date.parse(press.at) > STOPPED_MS;
  const isUnfinished = (press.kind === 'resend' || press.kind === 'check') && press.doneAt === undefined && isStopped;
  const found = isUnfinished ? await carryOut(deps, press) : [];
  const undoing = undoingSentence(press);
  const rest =
    undoing === undefined
      ? [...found, 'This was pressed before, and nothing was done twice.']
      : [undoing, 'So it does not count. To press anew, load the page again.'];
  return { kind: 'repeated', id: press.id, words: [pressSentence(press), ...rest] };
}

/** The page has a button for it. */
function howToUndo({ kind, id, from }: Press): string[] {
  if (kind === 'resend' || kind === 'check') return [];
  const byHand = from === 'hand' ? ` To take it back: {"undo": {"undoes": "${id}"}}.` : '';
  return [`It counts within a minute.${byHand}`];
}

async function undo(deps: ActDeps, { undoes }: Extract<Wish, { kind: 'undo' }>, author: Author): Promise<Acted> {
  const press = await deps.presses.press(undoes);
  if (!press) {
    throw new RefusedPress(
      `There is no press ${undoes}. The page shows those of each endpoint, and the answer to a press has its id.`,
    );
  }
  if (press.kind === 'resend' || press.kind === 'check') {
    throw new RefusedPress(`${pressSentence(press)} That is done and cannot be taken back.`);
  }
  if (Date.parse(press.until) <= deps.now().getTime()) {
    throw new RefusedPress(
      `${pressSentence(press)} It ended on ${formatMoment(new Date(press.until))}, so there is nothing to take back.`,
    );
  }
  const isFirst = await deps.presses.undo(undoes, author);
  const now = (await deps.presses.press(undoes)) ?? press;
  const words = [pressSentence(now), undoingSentence(now) ?? ''];
  return isFirst
    ? { kind: 'undone', id: undoes, words: [...words, 'It counts within a minute. What the budgets file says stays.'] }
    : { kind: 'repeated', id: undoes, words: [...words, 'It was taken back before, and nothing was done twice.'] };
}
