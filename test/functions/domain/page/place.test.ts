import { describe, expect, test } from '@jest/globals';
import { html } from '../../../../functions/domain/page/html.ts';
import { filePlace, localPlace, type Place, widgetPlace } from '../../../../functions/domain/page/place.ts';
import type { PageQuery } from '../../../../functions/domain/page/views.ts';

const PAGE = 'arn:aws:lambda:eu-central-1:111122223333:function:page';
const ACT = 'arn:aws:lambda:eu-central-1:111122223333:function:act';
const FLEET = { view: 'fleet', list: 'budget#a & b', sort: 'cost' } as const satisfies PageQuery;
const DEVICE: PageQuery = { view: 'device', endpoint: '166' };
const ODD: PageQuery = { view: 'device', endpoint: 'a"b/../#&\ud83d' };
const MUTE = { mute: { endpoint: '166' } };
const ASK = { confirmation: 'Mute "a" <b>?' };

/** Ids in their order, so that each is known. */
function counted(): () => string {
  let count = 0;
  return () => `id-${++count}`;
}

describe('a widget of CloudWatch', () => {
  const viewer = widgetPlace({ page: PAGE, theme: 'dark', newId: counted() });
  const actor = widgetPlace({ page: PAGE, act: ACT, theme: 'light', newId: counted() });

  test('calls the page for a link', () => {
    expect(String(viewer.link('<tracker>', DEVICE, { isCurrent: true }))).toBe(
      `<a role="link" tabindex="0" aria-current="page">&lt;tracker&gt;</a><cwdb-action action="call" display="widget" endpoint="${PAGE}">{"view":"device","endpoint":"166"}</cwdb-action>`,
    );
  });

  test('shows CSV in a popup', () => {
    expect(String(viewer.csv('CSV', FLEET))).toContain(
      `display="popup" endpoint="${PAGE}">{"csv":{"list":"budget#a \\u0026 b"}}</cwdb-action>`,
    );
  });

  test('sends the fields of all forms, and says which one counts', () => {
    const form = String(viewer.chooser(html`<input name="search">`, { field: 'search', text: 'Find', sort: 'name' }));
    expect(form).toContain('<input name="search"><a role="button"');
    expect(form).toContain('{"view":"fleet","sort":"name","field":"search"}');
  });

  test('presses by the other function, after a question', () => {
    expect(String(actor.press('Mute', MUTE, ASK))).toBe(
      `<a role="button" tabindex="0" class="btn">Mute</a><cwdb-action action="call" display="widget" endpoint="${ACT}" confirmation="Mute &quot;a&quot; &lt;b&gt;?">{"mute":{"endpoint":"166","press":"id-1"}}</cwdb-action>`,
    );
    expect(String(actor.press('Mute', MUTE, ASK))).toContain('"press":"id-2"');
    expect(String(actor.pressForm('fields'))).toContain('fields');
  });

  test('has no button and no field of a press for who may only look', () => {
    expect([viewer.mayPress, viewer.press('Mute', MUTE, ASK), viewer.pressForm('fields')]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });
});

describe('the server on this machine', () => {
  const place = localPlace({ newId: counted() });

  test('links to its own addresses, in which every character of an id is harmless', () => {
    expect(String(place.link('x', DEVICE))).toBe('<a href="/?view=device&amp;endpoint=166">x</a>');
    expect(String(place.link('x', ODD))).toBe(
      '<a href="/?view=device&amp;endpoint=a%22b%2F..%2F%23%26%EF%BF%BD">x</a>',
    );
  });

  test('leaves out what is not asked for, such as a search', () => {
    expect(String(place.link('x', { ...FLEET, search: undefined }))).toBe(
      '<a href="/?view=fleet&amp;list=budget%23a%20%26%20b&amp;sort=cost">x</a>',
    );
  });

  test('has CSV at an address of its own', () => {
    expect(String(place.csv('CSV', FLEET))).toBe(
      '<a href="/fleet.csv?list=budget%23a%20%26%20b&amp;sort=cost" class="btn">CSV</a>',
    );
  });

  test('chooses by a form that only asks', () => {
    const form = String(place.chooser(html`<input name="search">`, { field: 'search', text: 'Find', sort: 'name' }));
    expect(form).toContain('method="get" action="/"');
    expect(form).toContain('<input type="hidden" name="sort" value="name">');
  });

  test('presses by a button of one form, with the payload as JSON', () => {
    expect(String(place.press('Undo', { undo: { undoes: 'p1' } }, ASK))).toBe(
      '<button type="submit" form="press" class="btn" name="payload" value="{&quot;undo&quot;:{&quot;undoes&quot;:&quot;p1&quot;,&quot;press&quot;:&quot;id-1&quot;}}">Undo</button>',
    );
    expect(String(place.pressForm('fields'))).toMatch(
      /^<form class="press-form" id="press" method="post" action="\/act"><button type="submit" disabled hidden><\/button>fields<\/form>$/,
    );
  });
});

describe('a file', () => {
  const place = filePlace({ endpoints: new Set(['166', 'a b']) });

  test('links to what is in it', () => {
    expect(String(place.link('x', DEVICE))).toBe('<a href="#device-166">x</a>');
    expect(String(place.link('x', { view: 'device', endpoint: 'a b' }))).toBe('<a href="#device-a%20b">x</a>');
    expect(String(place.link('x', { view: 'messages' }))).toBe('<a href="#messages">x</a>');
  });

  test.each<PageQuery>([
    { view: 'device', endpoint: '167' },
    { view: 'fleet', list: 'state#over', sort: 'urgency' },
    { view: 'fleet', list: 'all', sort: 'urgency', search: 'a' },
  ])('has the text alone for %j', (to) => {
    expect(place.leadsTo(to)).toBe(false);
    expect(String(place.link('a < b', to, { class: 'state' }))).toBe('<span class="state">a &lt; b</span>');
  });

  test('can be pressed, filtered and exported nowhere', () => {
    const none = [
      place.press('Mute', MUTE, ASK),
      place.pressForm('x'),
      place.csv('CSV', FLEET),
      place.chooser('x', { field: 'list', text: 'Show', sort: 'cost' }),
    ];
    expect(none).toEqual([undefined, undefined, undefined, undefined]);
  });
});

test.each<[string, Place]>([
  ['widget', widgetPlace({ page: PAGE, theme: 'dark', newId: () => 'x' })],
  ['local', localPlace({ newId: () => 'x' })],
  ['file', filePlace({ endpoints: new Set() })],
])('%s says what it is', (kind, place) => {
  expect(place.kind).toBe(kind);
});
