import { type Html, html, joined, styleElement } from './html.ts';
import { pageStyle, styleHash } from './page-style.ts';
import { banner } from './parts.ts';
import { type Place, sectionId } from './place.ts';
import { renderDevice } from './render-device.ts';
import { renderFleet } from './render-fleet.ts';
import { renderHealth } from './render-health.ts';
import { renderMessages } from './render-messages.ts';
import { FLEET, type PageQuery, type PageView, type UnknownDevicePage } from './views.ts';

export interface PageOptions {
  /** Whose page it is, beside the name of the product: `"demonstration fleet"`. */
  subtitle?: string;
  /** What came of a press, above the view. */
  notice?: { isDone: boolean; text: string };
}

/** The whole page at one place: the navigation and a view, with its style. */
export function renderPage(view: PageView, place: Place, options: PageOptions = {}): Html {
  const { notice } = options;
  const shown = [
    notice &&
      html`<div role="status">${banner(notice.isDone ? 'good' : 'critical', html`<p>${notice.text}</p>`)}</div>`,
    renderView(view, place),
  ];
  const skip = place.kind === 'local' ? html`<a class="skip" href="#main">To the content</a>` : undefined;
  return frame(place, [skip, header(place, view.view, options), mainOf(place, shown)]);
}

/** What came of a press, where nothing else is shown: with the way back, and with what takes it back. */
export function renderAnswer({ isDone, text, undoes, back }: Answer, place: Place, options: PageOptions = {}): Html {
  const undo =
    undoes === undefined ? undefined : place.press('Undo', { undo: { undoes } }, { confirmation: 'Undo this?' });
  return frame(place, [
    header(place, undefined, options),
    mainOf(place, [
      html`<h1>${isDone ? 'Done' : 'Not done'}</h1>`,
      html`<div role="status">${banner(isDone ? 'good' : 'critical', html`<p>${text}</p>`)}</div>`,
      undo && place.pressForm(undo),
      html`<p>${place.link('Back', back)}</p>`,
    ]),
  ]);
}

export interface Answer {
  isDone: boolean;
  text: string;
  /** The id of the press; absent where nothing can be taken back. */
  undoes?: string;
  back: PageQuery;
}

/** All views in one page, of which a browser shows one at a time. The first one is shown first. */
export function renderAll(views: KnownView[], place: Place, options: PageOptions = {}): Html {
  const sections = views.map(
    (view) => html`<div class="view" id="${sectionId(queryOf(view))}">${renderView(view, place)}</div>`,
  );
  return frame(place, [header(place, undefined, options), mainOf(place, sections)]);
}

/** A whole HTML document around a page, for a browser. It runs no script and loads nothing. */
export function documentOf(body: Html, title: string, { kind }: Pick<Place, 'kind'>): string {
  const policy = `default-src 'none'; style-src '${styleHash()}'; img-src data:; base-uri 'none'; form-action ${kind === 'local' ? "'self'" : "'none'"}`;
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
${styleElement(pageStyle())}
</head>
<body class="eca either">
${body}
</body>
</html>`}\n`;
}

function renderView(view: PageView, place: Place): Html {
  switch (view.view) {
    case 'fleet':
      return renderFleet(view, place);
    case 'device':
      return renderDevice(view, place);
    case 'unknown-device':
      return renderUnknownDevice(view, place);
    case 'messages':
      return renderMessages(view, place);
    case 'health':
      return renderHealth(view);
  }
}

function renderUnknownDevice({ endpoint }: UnknownDevicePage, place: Place): Html {
  return html`<h1>Endpoint not found</h1>
<p class="lead">Nothing is stored of endpoint "${endpoint}". It has not been checked yet, or it is no endpoint of this workspace.</p>
<p>${place.link('All endpoints', FLEET)}</p>`;
}

type KnownView = Exclude<PageView, UnknownDevicePage>;

function queryOf(view: KnownView): PageQuery {
  if (view.view === 'fleet') return view.query;
  if (view.view === 'device') return { view: 'device', endpoint: view.month.endpoint.id };
  return { view: view.view };
}

const NAVIGATION: [string, PageQuery][] = [
  ['Fleet', FLEET],
  ['Messages', { view: 'messages' }],
  ['Health', { view: 'health' }],
];

function header(place: Place, current: PageView['view'] | undefined, { subtitle }: PageOptions): Html {
  const links = NAVIGATION.map(([text, to]) => place.link(text, to, { isCurrent: to.view === current }));
  return html`<header><div class="bar-in"><p class="brand">Cost alerts${subtitle === undefined ? undefined : html`<small>${subtitle}</small>`}</p><nav aria-label="Views">${links}</nav></div></header>`;
}

function mainOf(place: Place, content: (Html | undefined)[]): Html {
  const inner = html`<div class="inner">${joined(content, '\n')}</div>`;
  // The console of CloudWatch has a main part of its own.
  return place.kind === 'widget' ? inner : html`<main id="main">${inner}</main>`;
}

/** A document has the style in its head, and the class on its body. A widget is a part of another document. */
function frame(place: Place, content: (Html | undefined)[]): Html {
  const inner = joined(content, '\n');
  if (place.kind !== 'widget') return inner;
  return html`${styleElement(pageStyle())}<div class="eca cwdb-no-default-styles ${place.theme ?? 'light'}">${inner}</div>`;
}
