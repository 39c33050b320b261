import { singleLine } from '../values/text.ts';

/** A connected device (one SIM) as emnify lists it. */
export interface Endpoint {
  /** emnify's id, as {@link endpointId} reads it. */
  id: string;
  /** As written at emnify, possibly empty; messages use `displayName`. */
  name: string;
  /** Trimmed, never empty, in the spelling of emnify. */
  tags: string[];
  /** emnify listed the tags one by one. Otherwise they come from one text with commas, and a comma may have cut one. */
  areTagsWhole?: true;
  /** emnify's own word: `Enabled`, `Disabled`, `Deleted`. */
  status: string;
  iccid?: string;
  /** The device that its SIM was last in, as emnify writes it; absent until there was one. */
  imei?: string;
  /** emnify's own word for its SIM: `Activated`, `Suspended`, `Issued`. */
  simStatus?: string;
  /** The name of its tariff profile, its id where it has no name. */
  tariffProfile?: string;
  /** The name of its service profile, its id where it has no name. */
  serviceProfile?: string;
}

/** The longest id in UTF-16 units. With three bytes each it fits a key of DynamoDB, which takes 2,048 bytes. */
const LONGEST_ID = 400;

/**
 * Reads an id as text, so that no digit is lost. `166` and `"0166"` are one endpoint. An id that is too long is not cut,
 * because a part of it could be the id of another endpoint.
 *
 * @param written a number only where it is exact
 * @returns undefined for an id that no request can use: `..` is a step of a path, even URL-encoded
 */
export function endpointId(written: string | number): string | undefined {
  if (typeof written === 'number') return Number.isInteger(written) ? endpointId(String(BigInt(written))) : undefined;
  const id = written.trim();
  const isUsable = id.length <= LONGEST_ID && id.isWellFormed() && isVisible(singleLine(id)) && !/^\.{1,2}$/.test(id);
  return isUsable ? id.replace(/^0+(?=\d+$)/, '') : undefined;
}

/** The name on one line and without control characters, or the id where the name is invisible. It may still be a link. */
export function displayName({ id, name }: Pick<Endpoint, 'id' | 'name'>): string {
  const line = singleLine(name);
  return isVisible(line) ? line : `endpoint ${singleLine(id)}`;
}

function isVisible(text: string): boolean {
  return /[^\s\p{M}\p{Default_Ignorable_Code_Point}]/u.test(text);
}
