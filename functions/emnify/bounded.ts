import { createHash } from 'node:crypto';
import { shorten } from '../domain/values/text.ts';

/** In characters. Nothing that people call their devices, tags or tariffs is as long. */
const LONGEST = 200;
/** In UTF-16 units, of all tags of an endpoint together. */
const LONGEST_TAGS = 2000;

/** Whether a text of emnify's is short enough to be kept as it is. */
export function fits(text: string): boolean {
  return bounded(text) === text;
}

/**
 * A text of emnify's as it is kept: one that is too long ends in two dots. Bounded where it is read, no device can
 * become too large for the queue, the tables and the messages, which would stop others, too.
 */
export function bounded(text: string): string {
  return shorten(text, LONGEST);
}

/** A key as it is kept. Two that begin alike and are too long stay two. */
export function boundedKey(key: string): string {
  const mark = () => createHash('sha256').update(key).digest('hex').slice(0, 16);
  return fits(key) ? key : `${shorten(key, LONGEST - 17)} ${mark()}`;
}

/**
 * The tags of an endpoint: those that emnify lists one by one, whole and each once, and those that only its joined text
 * has, which are separated by commas, without quoting. The parts of a listed tag with a comma are none. In the joined
 * text a number after an amount stays where it is, as it may be the rest of that: 7,50 arrives in two parts. The first
 * of them, until they are 2,000 units long together. In a message each unit takes 6 bytes at most, so that with all
 * other texts, of 200 characters each, one is below 40 KB, and ten are below the 1 MiB that SQS takes.
 */
export function boundedTags(listed: string[], joined: string): string[] {
  const tags: string[] = [];
  const seen = new Set<string>();
  let length = 0;
  for (const written of [...listed, ...unlisted(listed, joined)]) {
    const tag = bounded(written.trim());
    const isRest = /^\p{N}/u.test(tag) && /[=＝﹦]\s*\d+$/u.test(tags.at(-1) ?? '');
    if (tag === '' || (seen.has(tag) && !isRest)) continue;
    length += tag.length;
    if (length > LONGEST_TAGS) break;
    seen.add(tag);
    tags.push(tag);
  }
  return tags;
}

/** The tags that only the joined text has. */
export function unlisted(listed: string[], joined: string): string[] {
  const parts = new Set(listed.flatMap(partsOf));
  return partsOf(joined).filter((part) => part !== '' && !parts.has(part));
}

function partsOf(joined: string): string[] {
  return joined.split(',').map((part) => part.trim());
}
