import type { Render, RenderCsv } from './dispatch.ts';

/** Stands in for the renderer: the view as text. */
export const renderPlainly: Render = (view) => `<pre>${escaped(JSON.stringify(view, undefined, 2))}</pre>`;

/** The first endpoints as text to copy, and the command for all. */
export const renderCsvPlainly: RenderCsv = ({ csv, rows, next }, { command }) =>
  [
    `<p>${rows} endpoints${next === undefined ? '' : '; there are more'}. All of them, in the shell:</p>`,
    `<pre>${escaped(command)}</pre>`,
    `<textarea readonly rows="20" style="width: 100%">${escaped(csv)}</textarea>`,
  ].join('\n');

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
