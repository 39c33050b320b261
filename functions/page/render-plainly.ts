import type { FleetPage, PageView } from '../domain/page/views.ts';
import type { Render, RenderCsv } from './dispatch.ts';

/** Stands in for the renderer: the view as text. */
export const renderPlainly: Render = (view) => `<pre>${escaped(JSON.stringify(shownOf(view), undefined, 1))}</pre>`;

/** The first endpoints as text to copy, and the command for all. */
export const renderCsvPlainly: RenderCsv = ({ csv, rows, next }, { command }) =>
  [
    `<p>${rows} endpoints${next === undefined ? '' : '; there are more'}. All of them, in the shell:</p>`,
    `<pre>${escaped(command)}</pre>`,
    `<textarea readonly rows="20" style="width: 100%">${escaped(csv)}</textarea>`,
  ].join('\n');

/** Of the fleet, the list that was asked for. */
function shownOf(view: PageView): object {
  if (view.view !== 'fleet' || !view.fleet) return view;
  const { rows, lists, ...fleet } = view.fleet;
  return { ...view, fleet, rows: idsOf(view, lists).map((id) => rows[id]) };
}

function idsOf({ query }: FleetPage, lists: NonNullable<FleetPage['fleet']>['lists']): string[] {
  return lists[query.list] ?? [];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
