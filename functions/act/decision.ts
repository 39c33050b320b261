import type { Author, Press } from '../domain/presses/press.ts';
import type { Wish } from './payload.ts';

/** What a person wants, of one kind. */
export type WishTo<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** A press without what the press itself says: its id, its author and its ref. */
export type Decision = Press extends infer Each
  ? Each extends Press
    ? Omit<Each, 'id' | 'ref' | 'undone' | keyof Author>
    : never
  : never;
