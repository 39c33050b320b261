import { oneLine } from './text.ts';

/** A connected device (one SIM) as emnify lists it. */
export interface Endpoint {
  id: string;
  /** As its owner wrote it, possibly empty; show `displayName` to people. */
  name: string;
  /** Trimmed, never empty strings, in the owner's own spelling. */
  tags: string[];
  /** emnify's own word: `Enabled`, `Disabled`, `Deleted`. */
  status: string;
  iccid?: string;
  /** The name of its tariff profile, its id where it has no name. */
  tariffProfile?: string;
  /** The name of its service profile, its id where it has no name. */
  serviceProfile?: string;
}

/** What people read: the name on one line and free of control characters, or the id where no name can be seen. */
export function displayName({ id, name }: Pick<Endpoint, 'id' | 'name'>): string {
  const line = oneLine(name);
  return /[^\s\p{M}\p{Default_Ignorable_Code_Point}]/u.test(line) ? line : `endpoint ${id}`;
}
