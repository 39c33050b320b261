import { type PhoneNumber, parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/max';
import { Refusal } from '../functions/budgets-file/leaf.ts';

/** Matches the characters that people write between the digits of a number. */
const BETWEEN = /[\p{Zs}\p{Pd}\t.()]/gu;

/**
 * Reads a phone number in international form. Refuses a number that cannot be dialled. A suggested number has exactly the
 * digits that were written. Accepts numbers in ranges that are not known today.
 */
export function readPhoneNumber(written: string, remedy: string): string | Refusal {
  const refused = (reason: string, hint = remedy) => new Refusal(reason, hint);
  if (/\p{L}/u.test(written)) return refused('letters in it, and texts reach no extension');
  const digits = written.replace(BETWEEN, '').replace(/^00(?=[1-9])/, '+');
  if (!/^\+[1-9]\d*$/.test(digits)) return refused('not an international phone number');
  const slip = validatePhoneNumberLength(digits);
  if (slip === 'INVALID_COUNTRY') return refused('no country has this code');
  const number = parsePhoneNumberFromString(digits);
  if (number && (/\(0+\)/.test(written) || hasTrunkPrefix(number, digits))) {
    return refused(
      `a prefix in it that is not dialled from abroad, after +${number.countryCallingCode}`,
      WITHOUT_PREFIX,
    );
  }
  if (slip || !number?.isPossible() || digits.length > MOST_CHARACTERS) {
    return refused('not as many digits as the numbers of its country have');
  }
  if (written === digits) return digits;
  return refused('not an international phone number', `Write "${digits}", with the quotes.`);
}

/** The length of a plus and 15 digits (E.164). */
const MOST_CHARACTERS = 16;
const WITHOUT_PREFIX =
  'Write the number as it is dialled from abroad: most countries leave out the 0 after the country code.';

/** Checks for a zero before the area code, as in +49 0151, or for the prefix of another country, such as an 8 in Russia. */
function hasTrunkPrefix(number: PhoneNumber, digits: string): boolean {
  const isTakenAway = number.number !== digits;
  return isTakenAway || (digits.startsWith(`+${number.countryCallingCode}0`) && !number.isValid());
}

/** Types of numbers that get no texts, and their names for people. */
const NO_TEXTS = new Map<string | undefined, string>([
  ['FIXED_LINE', 'a fixed line'],
  ['TOLL_FREE', 'toll-free'],
  ['PREMIUM_RATE', 'a premium rate'],
  ['SHARED_COST', 'a shared cost'],
]);

/** Gives the reason why a valid number may still get no texts. */
export function doubtAbout(number: string): string | undefined {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.isValid() ? NO_TEXTS.get(parsed.getType()) : 'in no known range';
}
