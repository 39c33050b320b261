import { withoutMarks } from '../values/text.ts';

let make: (markup: string) => Html;

/** Markup that is safe to show. Only this file makes it: text from outside is escaped on the way in. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static {
    make = (markup) => new Html(markup);
  }

  toString(): string {
    return this.#markup;
  }
}

/** What a template takes. Nothing is written for `undefined`. */
export type Part = string | number | Html | Part[] | undefined;

/**
 * Makes markup of a template: html`<b title="${name}">${name}</b>`. Strings are escaped for text and for attributes in
 * quotes, which all attributes of a template have to be in.
 */
export function html(template: TemplateStringsArray, ...parts: Part[]): Html {
  return make(template.map((markup, index) => `${markup}${written(parts[index])}`).join(''));
}

/** Markup parts beside each other, with something between them; those that are `undefined` are left out. */
export function joined(parts: Part[], between: Part = ''): Html {
  const present = parts.filter((part) => part !== undefined);
  return make(present.map((part, index) => `${index === 0 ? '' : written(between)}${written(part)}`).join(''));
}

/** An attribute of a tag, with the blank before it; nothing for `undefined`. */
export function attribute(
  name: 'class' | 'confirmation' | 'aria-current',
  value: string | undefined,
): Html | undefined {
  return value === undefined ? undefined : html`${make(` ${name}`)}="${value}"`;
}

/** The content of a `<style>` element. @param css of our own: nothing from outside may be in it */
export function styleElement(css: string): Html {
  if (css.includes('<')) throw new Error('A style has no markup');
  return make(`<style>${css}</style>`);
}

/**
 * JSON as the text of an element, in printable ASCII without markup. It is right whether its reader takes the text or the
 * inner HTML.
 */
export function actionJson(value: object): Html {
  return make(asciiJson(value));
}

/** JSON in printable ASCII without `<`, `>` and `&`: all else is written as `\uXXXX`. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]|[<>&]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.map(written).join('');
  return escaped(String(part));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(text: string): string {
  return withoutMarks(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
