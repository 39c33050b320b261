import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { filePlace, localPlace, type Place, widgetPlace } from '../../../../functions/domain/page/place.ts';
import { documentOf, renderAll, renderAnswer, renderPage } from '../../../../functions/domain/page/render-page.ts';
import type { PageView } from '../../../../functions/domain/page/views.ts';
import {
  aDevicePage,
  aFleet,
  aFleetPage,
  aHealthPage,
  aMessagesPage,
  anUnknownDevicePage,
  aSearch,
} from '../../../fakes/page-views.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { type ScannedElement, scanHtml } from '../../../fixtures/html-scanner.ts';

const PAGE = 'arn:aws:lambda:eu-central-1:111122223333:function:page';
const ACT = 'arn:aws:lambda:eu-central-1:111122223333:function:act';
/** Every place, for a reader who has written this name. */
const placesOf = (who: string): Place[] => [
  widgetPlace({ page: PAGE, act: ACT, theme: 'dark', newId: () => 'id', who }),
  widgetPlace({ page: PAGE, theme: 'light', newId: () => 'id' }),
  localPlace({ newId: () => 'id', who }),
  filePlace({ endpoints: new Set(['11898598']) }),
];

/** Names that want to be markup, an action, a link or a part of one. */
const MARKUP = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  '` onclick=`alert(1)',
  '</cwdb-action><a class="btn">x</a><cwdb-action action="call" endpoint="arn:aws:lambda:x" display="widget">{"mute":{}}',
  '<cwdb-action action="html" display="popup"><h1>x</h1></cwdb-action>',
  '</style><style>*{display:none}',
  '</title></svg><foreignObject>',
  '</option></select><input name="who" value="x">',
  'javascript:alert(1)',
  'data:text/html,x',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#x3c;b&#x3e;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '--!>',
  '"},"press":"other","x":{"',
  '\\u003cb\\u003e',
  '$&$1',
  '%3Cb%3E&view=health#x',
];
const hostile = fc.oneof(
  fc.constantFrom(...MARKUP),
  anyText,
  fc
    .array(fc.oneof(fc.constantFrom(...MARKUP), anyText), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('')),
);

/** Every view, with the text wherever something is from outside. */
function viewsWith(text: string): PageView[] {
  const says = (): string => text;
  return [
    aFleetPage({ fleet: aFleet(says, 10) }, says),
    aFleetPage({ fleet: aFleet(says, 2), query: { view: 'fleet', list: `tag#${text}`, sort: 'name' } }, says),
    aFleetPage({ fleet: aFleet(says, 2), query: { view: 'fleet', list: `budget#${text}`, sort: 'cost' } }, says),
    aSearch(says),
    aDevicePage({}, says),
    anUnknownDevicePage(says),
    aMessagesPage({}, says),
    aHealthPage({}, says),
  ];
}

const isKnown = (view: PageView): view is Exclude<PageView, { view: 'unknown-device' }> =>
  view.view !== 'unknown-device';

function pagesWith(text: string): string[] {
  const options = { subtitle: text, notice: { isDone: true, text } };
  return placesOf(text).flatMap((place) => {
    const views = viewsWith(text);
    const pages = [
      ...views.map((view) => renderPage(view, place, options)),
      renderAnswer(
        { isDone: true, text, undoes: 'id', back: { view: 'fleet', list: `tag#${text}`, sort: 'name' } },
        place,
        options,
      ),
    ];
    const bodies = place.kind === 'file' ? [renderAll(views.filter(isKnown), place, options)] : pages;
    return place.kind === 'widget' ? bodies.map(String) : bodies.map((body) => documentOf(body, text, place));
  });
}

/** Attributes whose value may be text from outside: they do nothing. */
const TEXTS = new Set(['aria-label', 'title', 'confirmation', 'value', 'label']);

/** What an element is and does, without what it says. */
function deedOf({ name, attributes, text }: ScannedElement): string {
  const about = Object.entries(attributes).map(([key, value]) => {
    if (key === 'href') return `href ${value.replace(/list=(budget|tag)%23[\w%.~!*'()-]*/, 'list=$1')}`;
    if (key === 'value' && attributes.name === 'payload') return `payload ${payloadOf(value)}`;
    return TEXTS.has(key) ? key : `${key} ${value}`;
  });
  return [name, ...about, ...(name === 'cwdb-action' ? [payloadOf(text)] : [])].join(' | ');
}

/** A payload without the names of budgets, tags and refs, which are texts from outside. */
function payloadOf(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value) => {
    if (key === 'budget' || key === 'ref' || key === 'endpoint') return /^\d+$/.test(value) ? value : key;
    return key === 'list' ? String(value).replace(/^(budget|tag)#.*$/s, '$1') : value;
  });
}

/** A page has line breaks of its own. */
const UNSAFE = /(?!\n)\p{Cc}|[\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
const deedsOf = (page: string): string[] => scanHtml(page).map(deedOf);
const PLAIN = pagesWith('x').map(deedsOf);

describe('whatever a device, a tag, a budget or a person is called', () => {
  test('every page has the same elements, attributes, links and actions, and no character that commands or turns text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const pages = pagesWith(text);
        expect(pages.map(deedsOf)).toEqual(PLAIN);
        expect(pages.filter((page) => UNSAFE.test(page))).toEqual([]);
      }),
      { numRuns: 20, examples: MARKUP.map((text): [string] => [text]) },
    );
  });

  test.each(MARKUP)('%j is read as it was written', (text) => {
    const [page = ''] = pagesWith(text);
    expect(scanHtml(page).filter((element) => element.text === text)).not.toEqual([]);
  });
});

test('every link of a page leads into it', () => {
  const addresses = Object.values(PLAIN).flatMap((deeds) =>
    deeds.flatMap((deed) => /href ([^|]*)/.exec(deed)?.[1]?.trim() ?? []),
  );
  expect(addresses.length).toBeGreaterThan(100);
  expect(addresses.filter((address) => !/^(\/(fleet\.csv)?\?[\w=&%.-]*|#[\w%-]+|data:,)$/.test(address))).toEqual([]);
});

test('a page needs no script, and no element that CloudWatch removes', () => {
  const names = new Set(PLAIN.flat().map((deed) => deed.split(' | ')[0] ?? ''));
  expect([...names].filter((name) => /script|iframe|^use$|object|embed|img/i.test(name))).toEqual([]);
  expect(PLAIN.flat().filter((deed) => / on\w+ /.test(deed))).toEqual([]);
});
