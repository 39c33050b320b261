/** Emoji, and scripts whose letters are joined, need some of the characters that are wrong everywhere else. */
const AT_HOME =
  /\p{RGI_Emoji}|(?<=[[\p{L}\p{M}]--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]])[\u200c\u200d](?=[[\p{L}\p{M}]--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]])/gv;

/** Without width, without a letter, or a blank at the beginning or end that is not the one of the keyboard. */
const UNSEEN =
  /[[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]--[\t\n\r]]|(?<=^\s*)[\p{Zs}--\x20]|[\p{Zs}--\x20](?=\s*$)/v;

/** What programs write for a letter that they could not read. */
const LOST = '\ufffd';

/**
 * Why nobody who reads a text can know what it is: with a zero-width space in it, a tag matches no device, and it
 * looks right.
 */
export function unseenIn(text: string): string | undefined {
  if (text.includes(LOST)) return `${codePoint(LOST)} in it stands for a letter that was lost`;
  if (!UNSEEN.test(text)) return undefined;
  const [unseen] = UNSEEN.exec(text.replace(AT_HOME, 'x')) ?? [];
  return unseen && `${codePoint(unseen)} in it cannot be seen`;
}

/** `"U+200B"` */
export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
