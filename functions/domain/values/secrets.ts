/** Replacement of a secret in a text. */
const MASK = '***';
/** A secret may be cut at either end: this many of its characters in a row are masked, too. */
const PIECE = 12;
/** A secret with fewer characters is not masked: it could be an ordinary word. */
const SHORTEST = 8;
/** Number of added secrets that are kept: the application token, the JWT in use, and earlier ones that are still valid. */
const MOST = 8;
/** The deepest nesting that is masked. All data of emnify and of this tool is flatter. */
const DEEPEST = 100;

/**
 * Masks the secrets of a process in texts: as they are, in base64, base64url and hexadecimal,
 * percent-encoded or with the escapes of JSON, whole or cut, in upper or lower case.
 */
export class Secrets {
  readonly #lasting: readonly string[];
  /** The last one added comes last. */
  readonly #added = new Set<string>();
  #pieces: Pieces;

  /** @param lasting secrets that are never forgotten; of those added later, the last eight are known */
  constructor(lasting: Iterable<string> = []) {
    this.#lasting = [...lasting];
    this.#pieces = piecesOf(this.#lasting);
  }

  add(secret: string): void {
    const isKnown = this.#added.delete(secret);
    this.#added.add(secret);
    if (isKnown) return;
    const [oldest = ''] = this.#added;
    if (this.#added.size > MOST) this.#added.delete(oldest);
    this.#pieces = piecesOf([...this.#lasting, ...this.#added]);
  }

  /** The text with `***` in place of each secret, or of a piece of one. */
  mask(text: string): string {
    return masked(text, this.#pieces);
  }

  /**
   * Masks all texts in JSON data, keys too. An error stays the same object, with its message, stack and cause masked.
   */
  maskAll(value: unknown, depth = 0): unknown {
    if (depth > DEEPEST) return MASK;
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((each) => this.maskAll(each, depth + 1));
    if (value instanceof Error) return this.#maskError(value, depth);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [this.mask(key), this.maskAll(each, depth + 1)]),
    );
  }

  #maskError(error: Error, depth: number): Error {
    const named = Object.keys(error).filter((key) => typeof Reflect.get(error, key) === 'string');
    for (const key of new Set(['message', 'stack', 'cause', ...named])) {
      if (!(key in error)) continue;
      const value = this.maskAll(Reflect.get(error, key), depth + 1);
      Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: named.includes(key) });
    }
    return error;
  }
}

const LOOKS_SECRET: [RegExp, string][] = [
  [/\beyJ[\w-]{5,}(\.[\w-]*)*/g, MASK],
  // A word of lower-case letters is part of a sentence, such as "Bearer authentication is required".
  [/\b([Bb]earer|[Bb]asic|BEARER|BASIC)\s+(?![a-z]+(?![\w.~+/=-]))[^\s'"]{6,}/g, `$1 ${MASK}`],
  [/\/\/[^\s@]*:[^\s@]*@/g, `//${MASK}@`],
  [/\b(?=[a-f\d]*\d)(?=\d*[a-f])[a-f\d]{32,}\b/gi, MASK],
  [/(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{40,}={0,2}/g, MASK],
];

/** Masks everything that looks like a token or a password. Only for errors: a device name may look like one, too. */
export function maskByLooks(text: string): string {
  return LOOKS_SECRET.reduce((cleaned, [pattern, mask]) => cleaned.replace(pattern, mask), text);
}

interface Pieces {
  /** Pieces by length. `true`: the piece proves a secret; `false`: it counts only next to one that does. */
  byLength: Map<number, Map<string, boolean>>;
  /** Every six characters in a row of any piece. A text without any of them at every `stride`-th place has no piece. */
  samples: Set<string>;
  /** Distance between two samples. */
  stride: number;
}

const SAMPLE = 6;

function piecesOf(secrets: readonly string[]): Pieces {
  const byLength: Pieces['byLength'] = new Map();
  const samples = new Set<string>();
  for (const { form, publicLength } of secrets.flatMap(formsOf)) {
    if (form.length < SHORTEST) continue;
    const length = Math.min(form.length, PIECE);
    const ofLength = byLength.get(length) ?? new Map<string, boolean>();
    byLength.set(length, ofLength);
    for (const { index, piece } of rows(form, length)) {
      ofLength.set(piece, ofLength.get(piece) || index + length > publicLength);
    }
    for (const { piece } of rows(form, SAMPLE)) samples.add(piece);
  }
  return { byLength, samples, stride: Math.min(PIECE, ...byLength.keys()) - SAMPLE + 1 };
}

/** Each `length` characters in a row. */
function* rows(text: string, length: number): Generator<{ index: number; piece: string }> {
  for (let index = 0; index + length <= text.length; index++) yield { index, piece: text.slice(index, index + length) };
}

function formsOf(secret: string): { form: string; publicLength: number }[] {
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].map((before) => base64Inside(bytes, before));
  return [
    { form: inOneForm(unescaped(secret).plain), publicLength: headerLength(secret) },
    ...[...encoded, bytes.toString('hex')].map((form) => ({ form: inOneForm(form), publicLength: 0 })),
  ];
}

/** Length of a JWT's header. It is the same in all JWTs, and a device may have it as its name. */
function headerLength(secret: string): number {
  return /^eyJ[\w-]*(?=\.)/.exec(secret)?.[0].length ?? 0;
}

/** The part of the base64 of `bytes` that does not depend on the bytes around them. @param before number of bytes in front */
function base64Inside(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** Writes upper case as lower case, and base64url as base64. The length stays the same. */
function inOneForm(text: string): string {
  // The only letter whose lower case has two characters.
  return text.replaceAll('İ', 'I').toLowerCase().replaceAll('-', '+').replaceAll('_', '/');
}

function masked(text: string, pieces: Pieces): string {
  if (text.length < SHORTEST) return text;
  const { plain, starts } = unescaped(text);
  const readable = inOneForm(plain);
  if (!mayHold(readable, pieces)) return text;
  let answer = '';
  let done = 0;
  for (const { from, to } of runsIn(readable, pieces)) {
    answer += text.slice(done, starts?.[from] ?? from) + MASK;
    done = starts?.[to] ?? to;
  }
  return answer + text.slice(done);
}

/** A quick test, because nearly every text holds no secret. */
function mayHold(text: string, { samples, stride }: Pieces): boolean {
  for (let at = 0; at + SAMPLE <= text.length; at += stride) if (samples.has(text.slice(at, at + SAMPLE))) return true;
  return false;
}

/** Finds runs of pieces without a gap. `to` is the place after the last character. */
function runsIn(text: string, { byLength }: Pieces): { from: number; to: number }[] {
  const marks = Array.from({ length: text.length }, () => ' ');
  for (const [length, ofLength] of byLength) {
    for (const { index, piece } of rows(text, length)) {
      const isTelling = ofLength.get(piece);
      if (isTelling === undefined) continue;
      for (let inside = index; inside < index + length; inside++) if (marks[inside] === ' ') marks[inside] = 'p';
      if (isTelling) marks[index] = 'T';
    }
  }
  const runs = [...marks.join('').matchAll(/[pT]+/g)].filter(([run]) => run.includes('T'));
  return runs.map(({ 0: run, index }) => ({ from: index, to: index + run.length }));
}

/** `%41`, `%2541`, `\u0041`, `\x41`, `\/`, `&#65;`, `&#x41;` */
const ESCAPE =
  /%(?:25)*(?<percent>[\da-f]{2})|\\+(?:u(?<unit>[\da-f]{4})|x(?<byte>[\da-f]{2})|(?<itself>[^\\]))|&#(?:x(?<hex>[\da-f]{1,4})|(?<decimal>\d{1,5}));/gi;

/** Decodes escapes, and returns where each character began in the text. Without `starts`, places are the same. */
function unescaped(text: string): { plain: string; starts?: number[] } {
  if (!/[%\\&]/.test(text)) return { plain: text };
  let plain = '';
  const starts: number[] = [];
  let done = 0;
  const copyTo = (end: number): void => {
    for (; done < end; done++) {
      plain += text.charAt(done);
      starts.push(done);
    }
  };
  for (const { 0: escaped, index, groups = {} } of text.matchAll(ESCAPE)) {
    copyTo(index);
    const { percent, unit, byte, itself, hex, decimal } = groups;
    const code = decimal ? Number(decimal) : Number.parseInt(percent ?? unit ?? byte ?? hex ?? '', 16);
    plain += itself ?? String.fromCharCode(code);
    starts.push(index);
    done = index + escaped.length;
  }
  copyTo(text.length);
  starts.push(text.length);
  return { plain, starts };
}
