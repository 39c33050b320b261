/** Characters that emoji and joined scripts need, and that are wrong everywhere else. */
const AT_HOME =
  /\p{RGI_Emoji}|(?<=[[\p{L}\p{M}]--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]])[\u200c\u200d](?=[[\p{L}\p{M}]--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]])/gv;

/** Matches characters without width or without a letter, and blanks at the beginning or end other than a plain space. */
const UNSEEN =
  /[[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]--[\t\n\r]]|(?<=^\s*)[\p{Zs}--\x20]|[\p{Zs}--\x20](?=\s*$)/v;

/** The character that programs write for a letter they could not read. */
const LOST = '\ufffd';

/**
 * Names a character of a text that readers cannot see. A tag with a zero-width space, for example, looks right and
 * matches no device.
 */
export function unseenIn(text: string): string | undefined {
  if (text.includes(LOST)) return `${codePoint(LOST)} in it stands for a lost letter`;
  if (!UNSEEN.test(text)) return undefined;
  const [unseen] = UNSEEN.exec(text.replace(AT_HOME, 'x')) ?? [];
  return unseen && `${codePoint(unseen)} in it is invisible`;
}

/** Writes a character as `"U+200B"`. */
export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
