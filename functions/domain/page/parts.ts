import { attribute, type Html, html, joined, type Part } from './html.ts';

/** The meaning of a colour. Each is said in words beside it, too. */
export type Tone = 'good' | 'warning' | 'critical' | 'calm';

/** A word with a colour. */
export function chip(text: string, tone: Tone): Html {
  return html`<span class="chip ${tone}">${text}</span>`;
}

/** Chips beside each other; nothing where there are none. */
export function chips(parts: Html[]): Html | undefined {
  return parts.length === 0 ? undefined : html`<div class="chips">${joined(parts, ' ')}</div>`;
}

/** The colour of a share of a limit. */
export function toneOf(ratioPct: number | undefined, nearFromPct = 80): Tone {
  if (ratioPct === undefined) return 'calm';
  if (ratioPct >= 100) return 'critical';
  return ratioPct >= nearFromPct ? 'warning' : 'good';
}

/** A part of a view under a heading. */
export function section(title: string, ...content: Part[]): Html {
  return html`<section><h2>${title}</h2>${content}</section>`;
}

/** A figure with what it is, and a line below it. */
export interface Fact {
  label: string;
  value: Part;
  note?: Part;
  tone?: Tone;
}

/** Figures beside each other, for the first glance. */
export function figures(facts: Fact[]): Html {
  return html`<dl class="figures">${facts.map(
    ({ label, value, note, tone }) =>
      html`<div${attribute('class', tone)}><dt>${label}</dt><dd><span class="value">${value}</span>${note === undefined ? undefined : html`<span class="note">${note}</span>`}</dd></div>`,
  )}</dl>`;
}

/** Labels and values below each other. */
export function details(facts: [string, Part][]): Html {
  return html`<dl class="details">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Something to know before all else. */
export function banner(tone: Tone, ...content: Part[]): Html {
  return html`<div class="banner ${tone}">${content}</div>`;
}

/** What a part says where it has nothing to show. */
export function empty(sentence: string): Html {
  return html`<p class="empty">${sentence}</p>`;
}

/** A table: a caption, its columns, and rows of cells. The first cell is the heading of its row. */
export function table(caption: string, columns: Column[], rows: Part[][]): Html {
  const heads = columns.map(({ title, class: name }) => html`<th scope="col"${attribute('class', name)}>${title}</th>`);
  const cellOf = (cell: Part, index: number): Html => {
    const name = attribute('class', columns[index]?.class);
    return index === 0 ? html`<th scope="row"${name}>${cell}</th>` : html`<td${name}>${cell}</td>`;
  };
  return html`<div class="scroll"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.map(
    (cells) => html`\n<tr>${cells.map(cellOf)}</tr>`,
  )}</tbody></table></div>`;
}

export interface Column {
  title: string;
  /** `number`: to the right; `wide`: not on a phone; `free`: of words of any length. */
  class?: 'number' | 'wide' | 'number wide' | 'free';
}

/** Parts in one line with dots between them. */
export function dotted(parts: Part[]): Html {
  return joined(parts, html`<span aria-hidden="true" class="dot"> · </span>`);
}
