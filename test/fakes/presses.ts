import type { Presses } from '../../functions/contracts/presses.ts';
import type { Author, Press, PressedMute } from '../../functions/domain/presses/press.ts';
import { minutesOn, NOW } from './samples.ts';

/** Presses in memory. */
export function fakePresses(first: Press[] = []): Presses {
  // Store text, so that callers cannot change stored items.
  const presses = new Map(first.map((press) => [press.id, JSON.stringify(press)]));
  const read = (id: string): Press | undefined => {
    const text = presses.get(id);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const change = (id: string, more: object): void => {
    const press = read(id);
    if (press) presses.set(id, JSON.stringify({ ...press, ...more }));
  };
  return {
    since: async (moment) =>
      [...presses.values()]
        .map((text): Press => JSON.parse(text))
        .filter(({ until }) => until >= moment.toISOString())
        .sort((a, b) => (a.until < b.until ? -1 : 1)),
    press: async (id) => read(id),
    async add(press) {
      if (presses.has(press.id)) return false;
      presses.set(press.id, JSON.stringify(press));
      return true;
    },
    markDone: async ({ id }, at) => change(id, { doneAt: at.toISOString() }),
    async undo({ id }, undone: Author) {
      if (read(id)?.undone !== undefined) return false;
      change(id, { undone });
      return true;
    },
    async markSaid({ id }, what) {
      const undone = read(id)?.undone;
      if (what === 'press') change(id, { isSaid: true });
      else if (undone) change(id, { undone: { ...undone, isSaid: true } });
    },
  };
}

/** Kim has muted endpoint 166 at NOW for an hour. */
export function aPressedMute(more: Partial<PressedMute> = {}): PressedMute {
  return {
    kind: 'mute',
    id: 'mute-1',
    at: NOW.toISOString(),
    until: minutesOn(60).toISOString(),
    who: 'Kim',
    from: 'page',
    upTo: { pct: 300 },
    endpoint: { id: '166', name: 'tracker-166' },
    ...more,
  } as PressedMute;
}
