import { html, joined } from '../domain/page/html.ts';
import { filePlace, type Place, widgetPlace } from '../domain/page/place.ts';
import { documentOf, renderPage } from '../domain/page/render-page.ts';
import { plural } from '../domain/values/text.ts';
import type { Render, RenderCsv, RenderOptions } from './dispatch.ts';

/** Makes the HTML of views. @param newId makes the id of each press that a view offers */
export function renderer(newId: () => string): { render: Render; renderCsv: RenderCsv } {
  return {
    render(view, options) {
      const place = placeFor(options, newId);
      const body = renderPage(view, place);
      return options.isWidget ? body.toString() : documentOf(body, 'Cost alerts', place);
    },
    renderCsv({ csv, rows, next }, { command }) {
      const more = next === undefined ? '' : '; there are more';
      return html`<p>${plural(rows, 'endpoint')}${more}. All of them, in a shell:</p>
<pre>${command}</pre>
<textarea readonly rows="20" style="width: 100%" aria-label="CSV">${joined(csv.split(/\r?\n/), html`\n`)}</textarea>`.toString();
    },
  };
}

/** Outside a dashboard, a page is looked at: its links have no function behind them. */
function placeFor({ isWidget, pageArn, actArn, theme = 'light' }: RenderOptions, newId: () => string): Place {
  return isWidget
    ? widgetPlace({ page: pageArn, theme, newId, ...(actArn !== undefined && { act: actArn }) })
    : filePlace({ endpoints: new Set() });
}
