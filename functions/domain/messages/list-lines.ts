import { shorten } from '../values/text.ts';

/** The most characters in a line of a list. Mail programs on a computer show as many, and a phone breaks them once. */
export const LIST_WIDTH = 72;

/** How the lines of one entry begin, and what separates its parts. */
export interface EntryLayout {
  first: string;
  next: string;
  between: string;
}

/**
 * Writes the parts of one entry of a list, as many to a line as fit. A part that is longer than a line is broken between
 * words, and a word that is longer than a line is broken anywhere: nothing is left out.
 */
export function entryLines(parts: string[], { first, next, between }: EntryLayout): string[] {
  const lines: string[] = [];
  let line = '';
  const begin = (): string => (lines.length === 0 ? first : next);
  // A separator may stand at the end of the line.
  const width = LIST_WIDTH - between.trimEnd().length;
  const fits = (text: string): boolean => lengthOf(text) <= width;
  const add = (piece: string, separator: string): void => {
    if (line === '') line = `${begin()}${piece}`;
    else if (fits(`${line}${separator}${piece}`)) line = `${line}${separator}${piece}`;
    else {
      lines.push(`${line}${separator}`.trimEnd());
      line = `${next}${piece}`;
    }
  };
  for (const [index, part] of parts.entries()) {
    const [whole, ...pieces] = piecesOf(part, width - Math.max(lengthOf(first), lengthOf(next)));
    add(whole ?? '', index === 0 ? '' : between);
    for (const piece of pieces) add(piece, ' ');
  }
  return [...lines, line];
}

/** The part itself where it fits into a line of its own, or its words. */
function piecesOf(part: string, room: number): string[] {
  if (lengthOf(part) <= room) return [part];
  return part.split(/(?<!\b[A-Z]{3}) /).flatMap((word) => (lengthOf(word) <= room ? [word] : chunks([...word], room)));
}

function chunks(characters: string[], room: number): string[] {
  return Array.from({ length: Math.ceil(characters.length / room) }, (_, index) =>
    characters.slice(index * room, (index + 1) * room).join(''),
  );
}

function lengthOf(text: string): number {
  return [...text].length;
}

/**
 * Cuts names to a length so that no two become the same. Where their beginnings are the same, the ends stay, and where
 * these are the same as well, the ids.
 */
export function distinctNames(named: { id: string; name: string }[], length: number): string[] {
  let names = named.map(({ name }) => shorten(name, length));
  const ways = [
    ({ name }: { name: string }) => withEnd(name, length),
    ({ id, name }: { id: string; name: string }) => withId(name, id, length),
  ];
  for (const way of ways) {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    names = named.map((each, index) => {
      const name = names[index] ?? '';
      return (counts.get(name) ?? 0) > 1 ? way(each) : name;
    });
  }
  return names;
}

/** `"gateway-dis..2021"` */
function withEnd(name: string, length: number): string {
  const characters = [...name];
  if (characters.length <= length) return name;
  const end = Math.floor(length / 3);
  return `${characters
    .slice(0, length - end - 2)
    .join('')
    .trimEnd()}..${characters.slice(-end).join('')}`;
}

/** `"gateway-.. 11898598"` */
function withId(name: string, id: string, length: number): string {
  const room = length - lengthOf(id) - 1;
  return room < 2 ? withEnd(id, length) : `${shorten(name, room)} ${id}`;
}
