import { readBaseUrl } from '../contracts/base-url.ts';
import { type Decimal, decimal, times, twoReadings } from '../domain/values/money.ts';
import { leaf, QUOTES, Refusal, textLeaf } from './leaf.ts';
import { codePoint } from './unseen.ts';

export const currency = textLeaf(
  {
    description: 'The currency of all limits: the one emnify bills you in, as three capital letters.',
    remedy: 'Write three capital letters, such as EUR.',
    pattern: /^[A-Z]{3}$/,
    reason: 'not three capital letters',
  },
  (written) => {
    const text = String(written).trim();
    if (text === '€') return 'Write EUR.';
    return /^[A-Za-z]{3}$/.test(text) ? `Write ${text.toUpperCase()}.` : undefined;
  },
);

/** A time span in words; its value is in minutes. */
export function duration(description: string, fromMinutes: number, toMinutes: number, example: string) {
  const range = `${inWords(fromMinutes)} to ${inWords(toMinutes)}`;
  const form = /^\s*(\d{1,6})\s*(minute|hour)s?\s*$/;
  const guide = {
    description,
    remedy: `Write ${range}, such as: ${example}.`,
    shape: { type: 'string', pattern: form.source },
  };
  return leaf(guide, (written, remedy) => {
    if (typeof written === 'number') return new Refusal('a number without a unit', remedy);
    const [, count, unit] = (typeof written === 'string' && form.exec(written)) || [];
    if (count === undefined) return new Refusal('not a number of minutes or hours', remedy);
    const minutes = Number(count) * (unit === 'hour' ? 60 : 1);
    return minutes >= fromMinutes && minutes <= toMinutes ? minutes : new Refusal(`not within ${range}`, remedy);
  });
}

export const baseUrl = () =>
  leaf(
    {
      description: "emnify's API without a path. White labels run the same API on a host of their own.",
      remedy: 'Write https:// and the host only, such as https://cdn.emnify.net.',
      shape: { type: 'string', format: 'uri', pattern: '^https://[^/]+/?$' },
    },
    (written, remedy) => {
      const read = readBaseUrl(String(written));
      const toWrite = read.origin ? `Write ${read.origin.replace(/^http:/, 'https:')}.` : remedy;
      if ('reason' in read) return new Refusal(read.reason, toWrite, !read.isPublic);
      if (read.origin.startsWith('https:')) return read.origin;
      return new Refusal('not https, so everyone on the way could read your token', toWrite);
    },
  );

/** An address elsewhere that hears that the watchdog runs. It may hold a key, so a refusal does not repeat it. */
export const heartbeatUrl = () =>
  leaf(
    {
      description:
        'An address that the watchdog asks after each good run, so that a service elsewhere notices when it stops. It gets no data.',
      remedy: 'Write an address that begins with https://, such as https://hc-ping.com/your-id.',
      shape: { type: 'string', format: 'uri', pattern: '^https://' },
    },
    (written, remedy) => {
      const url = URL.parse(String(written));
      if (!url?.host) return new Refusal('not a URL', remedy, true);
      return url.protocol === 'https:' ? url.href : new Refusal('not https', remedy, true);
    },
  );

/** Deliberately loose: SNS is the judge, and its confirmation mail the proof. But letters that only look right are none. */
export const emailAddress = () =>
  textLeaf(
    {
      description: 'A mail address. Its owner has to confirm a mail from AWS once.',
      remedy: 'Write the bare address, such as ops@example.com.',
      pattern: /^(?!.*(\.\.|@\.))(?=[\x21-\x7e]*$)[^\s@<>()[\],;:"]+@[^\s@<>()[\],;:"]+\.[^\s@<>()[\],;:".]{2,}$/,
      reason: 'not a mail address',
    },
    (written) => {
      const text = String(written);
      const [foreign] = /[^\s\x21-\x7e]/u.exec(text) ?? [];
      if (foreign)
        return `Write letters from a to z in place of ${foreign} (${codePoint(foreign)}), or the domain in its form that begins with xn--.`;
      return text.includes('..') ? 'Write what belongs between its two dots, or one dot.' : undefined;
    },
  );

/** Reads a phone number, or gives the reason why it is not one. `remedy` is the advice when nothing better is known. */
export type ReadNumber = (written: string, remedy: string) => string | Refusal;

const E164 = /^\+[1-9]\d{7,14}$/;
const byForm: ReadNumber = (written, remedy) =>
  E164.test(written) ? written : new Refusal('not an international phone number', remedy);

export const phoneNumber = (read = byForm) =>
  leaf(
    {
      description: 'A phone number in international form (E.164) and in quotes: "+15555550100".',
      remedy: 'Write "+", the country code and the number, 8 to 15 digits, in quotes, such as "+15555550100".',
      shape: { type: 'string', pattern: E164.source },
    },
    (written, remedy) => {
      if (typeof written === 'number') return new Refusal('a number, not text', remedy);
      return typeof written === 'string' ? read(written, remedy) : new Refusal('not text', remedy);
    },
  );

export const budgetName = textLeaf(
  {
    description:
      'The name of this budget in messages. A new name makes it a new budget, whose alerts are all sent again.',
    remedy: 'Write 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit.',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    reason: 'not a budget name',
  },
  (written) => (typeof written === 'number' ? QUOTES : undefined),
);

const MOST_DECIMALS = 10;
/** The number of decimal digits that a double always holds exactly (IEEE 754). */
const EXACT_DIGITS = 15;
/** An amount, or the word for emnify's own limit, which only the whole workspace has. */
export const limit = leaf(
  {
    description:
      'What a calendar month (UTC) may cost, in the currency of this file, with at most 10 decimals: each device ' +
      '(scope endpoint), all matching devices together (group) or the whole workspace (organisation). ' +
      'With scope organisation also emnify: the limit at which emnify takes the fleet offline.',
    remedy: 'Write a number above 0, such as 5 or 7.50.',
    shape: {
      anyOf: [
        { type: 'number', exclusiveMinimum: 0 },
        { type: 'string', pattern: '^\\d+(\\.\\d{1,10})?$' },
        { const: 'emnify' },
      ],
    },
  },
  (written, remedy): Decimal | 'emnify' | Refusal => {
    if (written === 'emnify') return written;
    const isNumber = typeof written === 'number' && Number.isFinite(written);
    const isText = typeof written === 'string' && /^-?\d+(\.\d+)?$/.test(written);
    const readings = typeof written === 'string' ? twoReadings(written) : undefined;
    if (readings) return new Refusal(`it can mean ${readings.join(' or ')}`, oneOf(readings));
    if (!isNumber && !isText) return new Refusal('not a number', plainNumber(written));
    const amount = decimal(written);
    const [whole = '', decimals = ''] = amount.split('.');
    if (/^(-|0+$)/.test(amount)) return new Refusal('not above 0', remedy);
    if (decimals.length > MOST_DECIMALS) {
      return new Refusal(`${decimals.length} decimals`, `Write at most ${MOST_DECIMALS} decimals, such as 7.50.`);
    }
    if (isNumber && `${whole}${decimals}`.replace(/^0+|0+$/g, '').length > EXACT_DIGITS) {
      return new Refusal('more digits than a number keeps exactly', 'Put it in quotes, such as "7.50".');
    }
    return amount;
  },
);

/** A percentage from 1 to `most`. A fraction of 1, which some people write for percent, gets a remedy of its own. */
export function percentValue(description: string, most: number, example: number) {
  const guide = {
    description,
    remedy: `Write whole percents from 1 to ${most}, such as ${example}.`,
    shape: { type: 'integer', minimum: 1, maximum: most },
  };
  return leaf(guide, (written, remedy) => {
    const [, percent] = /^\s*\+?(\d{1,4})\s*%?\s*$/.exec(typeof written === 'string' ? written : '') ?? [];
    const isInRange = percent !== undefined && Number(percent) >= 1 && Number(percent) <= most;
    if (isInRange) return new Refusal('not a number', `Write ${Number(percent)}.`);
    if (typeof written !== 'number' || Number.isNaN(written)) return new Refusal('not a number', remedy);
    if (written > 0 && written < 1) {
      const meant = Number(times(decimal(written), '100'));
      const hint = Number.isInteger(meant) ? `Write ${meant} for ${meant} percent.` : remedy;
      return new Refusal('not a whole percent', hint);
    }
    if (!Number.isInteger(written)) return new Refusal('not a whole percent', remedy);
    return written >= 1 && written <= most ? written : new Refusal(`not within 1 to ${most}`, remedy);
  });
}

export const deviceCount = leaf(
  {
    description: 'Minimum number of devices; below it, each device gets its own alert.',
    remedy: 'Write a whole number of devices from 1 on, such as 20.',
    shape: { type: 'integer', minimum: 1 },
  },
  (written, remedy) => {
    const isWhole = typeof written === 'number' && Number.isSafeInteger(written) && written >= 1;
    return isWhole ? written : new Refusal('not a whole number from 1 on', remedy);
  },
);

/** Whole US dollars: AWS asks for the limit in them, and bills texts in them. */
export const wholeDollars = () =>
  leaf(
    {
      description:
        'What AWS lets the account spend on text messages in a month, in whole US dollars. Operators hear of it at four fifths of it. AWS allows 1 until you ask for more.',
      remedy: 'Write a whole number of US dollars from 1 on, such as 1.',
      shape: { type: 'integer', minimum: 1 },
    },
    (written, remedy) => {
      const isWhole = typeof written === 'number' && Number.isSafeInteger(written) && written >= 1;
      return isWhole ? written : new Refusal('not a whole number from 1 on', remedy);
    },
  );

const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/;
/** A sender id that AWS accepts. */
export const senderId = () =>
  textLeaf(
    {
      description: 'The sender that phones show for a text message, where the country allows one.',
      remedy:
        'Write 3 to 11 letters (A to Z) and digits without spaces, at least one of them a letter, such as Acme, or leave smsSenderId out.',
      pattern: SENDER_ID,
      reason: 'not a sender that AWS accepts',
    },
    (written) => {
      const trimmed = String(written).trim();
      return SENDER_ID.test(trimmed) ? `Write ${trimmed}.` : undefined;
    },
  );

const YES = new Set<unknown>(['true', 'yes', 'on']);
const NO = new Set<unknown>(['false', 'no', 'off']);
export function trueOrFalse(description: string) {
  const guide = { description, remedy: 'Write true or false.', shape: { type: 'boolean' } };
  return leaf(guide, (written, remedy) => {
    if (typeof written === 'boolean') return written;
    const word = typeof written === 'string' ? written.trim().toLowerCase() : undefined;
    const hint = YES.has(word) ? 'Write true, without quotes.' : NO.has(word) ? 'Write false, without quotes.' : remedy;
    return new Refusal('not true or false', hint);
  });
}

/** The part of an emnify tag before `=`, as in `cost-limit=7.50`. */
export const tagKey = textLeaf(
  {
    description: 'The key of a tag such as cost-limit=7.50, which overrides the limit for the device that has it.',
    remedy: 'Write 1 to 64 characters without "=" and ",", such as cost-limit.',
    pattern: /^(?=.*\S)[^=,\r\n]{1,64}$/,
    reason: 'not the key of a tag',
  },
  (written) => {
    const [, key] = /^\s*([^=,\s]{1,64})\s*=/.exec(String(written)) ?? [];
    if (typeof written === 'number') return QUOTES;
    return key && `Write ${key}: the amount stands in the tag of each device, as in ${key}=7.50.`;
  },
);

/** Non-blank text to compare with a value of emnify or of this file. */
export function pattern(description: string, example: string) {
  return textLeaf(
    { description, remedy: `Write text, such as ${example}.`, pattern: /\S/, reason: 'blank' },
    (written) => (typeof written === 'number' ? QUOTES : undefined),
  );
}

/** An id of up to 19 digits, as emnify counts in 64 bits. ICCIDs are often mistaken for ids: they begin with 89 and are as long. */
const ENDPOINT_ID = /^(?!89\d{17})[1-9]\d{0,18}$/;
export const endpointId = leaf(
  {
    description: "emnify's own number of an endpoint, as in its page's address in the emnify Portal.",
    remedy: 'Write the id of the endpoint, a whole number such as 12345678; ICCIDs and names do not work here.',
    shape: {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
        { type: 'string', pattern: ENDPOINT_ID.source },
      ],
    },
  },
  (written, remedy) => {
    const id = typeof written === 'number' ? String(written) : written;
    if (typeof id !== 'string' || !ENDPOINT_ID.test(id)) return new Refusal('not an endpoint id', remedy);
    const isExact = typeof written === 'string' || Number.isSafeInteger(written);
    return isExact ? id : new Refusal('more digits than a number keeps exactly', 'Put it in quotes.');
  },
);

function inWords(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const AMOUNT = /^(\p{Sc}|[A-Z]{3}(?!\p{L}))?\p{Zs}*([+.]?\d(?:.*[\d.])?)\p{Zs}*(\p{Sc}|(?<!\p{L})[A-Z]{3})?$/u;

/**
 * Gives the remedy for `5,00`, `1'000` or `EUR 5`: the same amount as a plain number, unless there is any doubt about it.
 * A written currency may differ from that of the file.
 */
export function plainNumber(written: unknown): string {
  const { currencies, readings, amount } = partsOf(written);
  if (currencies.length === 0) {
    if (readings) return oneOf(readings);
    if (amount) return `Write ${amount}.`;
  }
  const [unit = '', ...more] = currencies;
  if (amount && more.length === 0 && isCurrency(unit))
    return `Write ${amount}, if ${unit} is the currency of this file.`;
  return 'Write a number without separators, units or letters, such as 5 or 1250.50.';
}

export function oneOf(readings: [string, string]): string {
  return `Write ${readings.join(' or ')}, whichever is meant.`;
}

/** Takes apart a number as people write it, with currencies before or after it. */
export function partsOf(written: unknown): { currencies: string[]; readings?: [string, string]; amount?: string } {
  const [, before, number = '', after] = AMOUNT.exec(typeof written === 'string' ? written.trim() : '') ?? [];
  const currencies = [before, after].filter((unit) => unit !== undefined);
  return { currencies, readings: twoReadings(number), amount: sameAmount(number) };
}

/** Matches a number with one thousands separator, and another separator or none before the decimals. */
const GROUPED = /^[1-9]\d{0,2}([.,'’_\p{Zs}])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d{1,2})?$/u;

/** Converts a number as people write it to plain digits, if it has only one meaning. */
function sameAmount(number: string): string | undefined {
  if (twoReadings(number)) return undefined;
  if (/^\d+[.,]\d{1,2}$/.test(number)) return number.replace(',', '.');
  if (/^\+?(\d+\.?\d*|\.\d+)(e\+?\d{1,2})?$/i.test(number)) return decimal(number.replace('+', ''));
  const [, by] = GROUPED.exec(number) ?? [];
  return by && number.replaceAll(by, '').replace(',', '.');
}

function isCurrency(unit: string): boolean {
  return /^\p{Sc}$/u.test(unit) || Intl.supportedValuesOf('currency').includes(unit);
}
