import { actionJson, asciiJson, attribute, type Html, html, type Part } from './html.ts';
import type { PageQuery } from './views.ts';

/** Where the page is shown: it decides how links, forms and presses are written, and nothing else. */
export interface Place {
  kind: 'widget' | 'local' | 'file';
  /** Given by CloudWatch. Without it, the browser's own setting counts. */
  theme?: 'light' | 'dark';
  /** The name that the reader has written before. */
  who?: string;
  /** Whether the reader may press anything. */
  mayPress: boolean;
  /** Whether a link to a view leads somewhere from here. */
  leadsTo(to: PageQuery): boolean;
  /** A link to a view; its text alone where there is no such view. */
  link(text: Part, to: PageQuery, look?: LinkLook): Html;
  /** A link to the list as CSV; undefined where there is none. */
  csv(text: Part, query: FleetQuery): Html | undefined;
  /** A form that chooses what the fleet view shows; undefined where it cannot be chosen. */
  chooser(fields: Part, chooser: Chooser): Html | undefined;
  /** The form with the fields of all presses of a view; undefined where nothing can be pressed. */
  pressForm(content: Part): Html | undefined;
  /** A button that asks for something; undefined where nothing can be pressed. */
  press(text: Part, request: PressRequest, look: PressLook): Html | undefined;
}

export type FleetQuery = Extract<PageQuery, { view: 'fleet' }>;

export interface LinkLook {
  class?: string;
  isCurrent?: boolean;
}

export interface Chooser {
  /** The name of the field that counts. The others of the page do not. */
  field: 'list' | 'search';
  /** The text of its button. */
  text: string;
  sort: FleetQuery['sort'];
}

/** What a press asks for. Fields of the form are beside it. */
export type PressRequest =
  | { mute: { endpoint: string } | { budget: string } }
  | { acknowledge: { endpoint: string; budget: string } }
  | { raise: { endpoint: string; budget: string } }
  | { check: { endpoint: string } }
  | { resend: { ref: string } }
  /** The id of the press that is taken back. */
  | { undo: { undoes: string } };

export interface PressLook {
  /** What CloudWatch asks before it goes on. */
  confirmation: string;
  class?: string;
}

interface LiveOptions {
  /** A new id for each press. */
  newId: () => string;
  /** The name that the reader has written before. */
  who?: string;
}

interface WidgetOptions extends LiveOptions {
  /** The ARN of the function that shows. */
  page: string;
  /** The ARN of the function that acts; absent for who may only look. */
  act?: string;
  theme: 'light' | 'dark';
}

/** A custom widget on a dashboard of CloudWatch. It takes no scripts: an element of its own says what a click does. */
export function widgetPlace({ page, act, theme, newId, who }: WidgetOptions): Place {
  const called = (element: Html, { arn, display, ask }: Call, payload: object): Html =>
    html`${element}<cwdb-action action="call" display="${display ?? 'widget'}" endpoint="${arn}"${attribute('confirmation', ask)}>${actionJson(payload)}</cwdb-action>`;
  // Who may press here may press there, too.
  const asked = (query: object): object => (act === undefined ? query : { ...query, act });
  return {
    kind: 'widget',
    theme,
    who,
    mayPress: act !== undefined,
    leadsTo: () => true,
    link: (text, to, look = {}) => called(anchorOf(text, 'link', look), { arn: page }, asked(to)),
    csv: (text, query) =>
      called(
        anchorOf(text, 'button', { class: 'btn' }),
        { arn: page, display: 'popup' },
        { csv: { list: query.list } },
      ),
    chooser: (fields, { field, text, sort }) =>
      html`<form class="chooser">${NO_ENTER}${fields}${called(
        anchorOf(text, 'button', { class: 'btn' }),
        { arn: page },
        asked({ view: 'fleet', sort, field }),
      )}</form>`,
    pressForm: (content) =>
      act === undefined ? undefined : html`<form class="press-form">${NO_ENTER}${content}</form>`,
    press: (text, request, { confirmation, class: name = 'btn' }) =>
      act === undefined
        ? undefined
        : called(anchorOf(text, 'button', { class: name }), { arn: act, ask: confirmation }, withId(request, newId)),
  };
}

interface Call {
  arn: string;
  display?: 'popup';
  ask?: string;
}

/** CloudWatch makes the element before an action clickable. It has no address. */
function anchorOf(text: Part, role: 'link' | 'button', { class: name, isCurrent }: LinkLook): Html {
  return html`<a role="${role}" tabindex="0"${attribute('class', name)}${attribute('aria-current', isCurrent ? 'page' : undefined)}>${text}</a>`;
}

/** The id of the form of presses, which buttons all over the page belong to. */
const PRESS_FORM = 'press';

/** The server of `npm run page`. */
export function localPlace({ newId, who }: LiveOptions): Place {
  return {
    kind: 'local',
    who,
    mayPress: true,
    leadsTo: () => true,
    link: (text, to, look = {}) => hrefTo(addressOf('/', to), text, look),
    csv: (text, { view: _, ...query }) => hrefTo(addressOf('/fleet.csv', query), text, { class: 'btn' }),
    chooser: (fields, { field, text, sort }) =>
      html`<form class="chooser" method="get" action="/"><input type="hidden" name="view" value="fleet"><input type="hidden" name="sort" value="${sort}"><input type="hidden" name="field" value="${field}">${fields}<button type="submit" class="btn">${text}</button></form>`,
    pressForm: (content) =>
      html`<form class="press-form" id="${PRESS_FORM}" method="post" action="/act">${NO_ENTER}${content}</form>`,
    press: (text, request, { class: name = 'btn' }) =>
      html`<button type="submit" form="${PRESS_FORM}" class="${name}" name="payload" value="${asciiJson(withId(request, newId))}">${text}</button>`,
  };
}

/** One file without a server behind it. @param endpoints the ids of those that are in it */
export function filePlace({ endpoints }: { endpoints: ReadonlySet<string> }): Place {
  const leadsTo = (to: PageQuery): boolean => {
    if (to.view === 'device') return endpoints.has(to.endpoint);
    return to.view !== 'fleet' || (to.list === 'all' && to.search === undefined);
  };
  return {
    kind: 'file',
    mayPress: false,
    leadsTo,
    link: (text, to, look = {}) =>
      leadsTo(to)
        ? hrefTo(`#${sectionId(to)}`, text, look)
        : html`<span${attribute('class', look.class)}>${text}</span>`,
    csv: () => undefined,
    chooser: () => undefined,
    pressForm: () => undefined,
    press: () => undefined,
  };
}

/** The id of a view in a file: `fleet`, `device-166`. */
export function sectionId(to: PageQuery): string {
  return to.view === 'device' ? `device-${encoded(to.endpoint)}` : to.view;
}

/** Keeps the Enter key in a field from pressing the first button that follows. */
const NO_ENTER = html`<button type="submit" disabled hidden></button>`;

function hrefTo(address: string, text: Part, { class: name, isCurrent }: LinkLook): Html {
  return html`<a href="${address}"${attribute('class', name)}${attribute('aria-current', isCurrent ? 'page' : undefined)}>${text}</a>`;
}

function addressOf(path: string, parameters: object): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `${path}?${pairs.map(([name, value]) => `${name}=${encoded(String(value))}`).join('&')}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Adds an id of its own, so that two clicks are one press. */
function withId(request: PressRequest, newId: () => string): object {
  return Object.fromEntries(Object.entries(request).map(([kind, about]) => [kind, { ...about, press: newId() }]));
}
