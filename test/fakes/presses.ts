import type { Presses } from '../../functions/contracts/presses.ts';
import type { Press, PressedMute } from '../../functions/domain/presses/press.ts';
import { minutesOn, NOW } from './samples.ts';

/** The store of presses in memory. */
export function fakePresses(stored: Press[] = []): Presses & { all(): Press[] } {
  // Store text, so that callers cannot change stored items.
  const items = new Map(stored.map((press) => [press.id, JSON.stringify(press)]));
  const read = (id: string): Press | undefined => {
    const item = items.get(id);
    return item === undefined ? undefined : JSON.parse(item);
  };
  const all = (): Press[] => [...items.keys()].sort().flatMap((id) => read(id) ?? []);
  const change = (id: string, change: (press: Press) => object): void => {
    const press = read(id);
    if (press) items.set(id, JSON.stringify({ ...press, ...change(press) }));
  };

  return {
    all,
    since: async (moment) => all().filter(({ id }) => id >= moment.toISOString()),
    press: async (id) => read(id),
    async add(press) {
      if (items.has(press.id)) return false;
      items.set(press.id, JSON.stringify(press));
      return true;
    },
    async markDone(id, at) {
      change(id, () => ({ doneAt: at.toISOString() }));
    },
    async undo(id, undone) {
      const press = read(id);
      if (!press || press.undone) return false;
      change(id, () => ({ undone }));
      return true;
    },
    async markSaid(id, what) {
      change(id, ({ undone }) => (what === 'press' ? { isSaid: true } : { undone: { ...undone, isSaid: true } }));
    },
  };
}

/** Kim has muted endpoint 166 at NOW for an hour. */
export function aPressedMute(more: Partial<PressedMute> = {}): PressedMute {
  return {
    kind: 'mute',
    id: `${NOW.toISOString()}-0a0b0c`,
    at: NOW.toISOString(),
    until: minutesOn(60).toISOString(),
    who: 'Kim',
    from: 'page',
    upTo: { pct: 300 },
    endpoint: { id: '166', name: 'tracker-166' },
    ...more,
  } as PressedMute;
}
