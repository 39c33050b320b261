import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { filePlace, localPlace, widgetPlace } from '../../../../functions/domain/page/place.ts';
import { documentOf, renderAll, renderAnswer, renderPage } from '../../../../functions/domain/page/render-page.ts';
import { aDevicePage, aFleetPage, aHealthPage, aMessagesPage, anUnknownDevicePage } from '../../../fakes/page-views.ts';
import { readable, scanHtml } from '../../../fixtures/html-scanner.ts';

const LOCAL = localPlace({ newId: () => 'id' });
const WIDGET = widgetPlace({ page: 'arn:page', act: 'arn:act', theme: 'dark', newId: () => 'id' });
const FILE = filePlace({ endpoints: new Set(['11898598']) });

describe('a page', () => {
  test('has the way to the other views, and marks its own', () => {
    const links = scanHtml(String(renderPage(aMessagesPage(), LOCAL))).filter(
      ({ attributes }) => attributes['aria-current'] === 'page',
    );
    expect(links.map(({ text }) => text)).toEqual(['Messages']);
  });

  test('says what came of a press', () => {
    expect(readable(renderPage(aHealthPage(), LOCAL, { notice: { isDone: false, text: 'No such ref.' } }))).toContain(
      'No such ref. Health',
    );
  });

  test('says that an endpoint is not known', () => {
    expect(readable(renderPage(anUnknownDevicePage(), LOCAL))).toContain('Nothing is stored of endpoint "4711".');
  });

  test('of a widget has its style with it, below one class, in the theme of the console', () => {
    const markup = String(renderPage(aFleetPage(), WIDGET));
    expect(markup).toMatch(/^<style>/);
    expect(scanHtml(markup)[1]?.attributes.class).toBe('eca cwdb-no-default-styles dark');
    expect(scanHtml(markup).filter(({ name }) => ['main', 'html', 'body'].includes(name))).toEqual([]);
  });
});

test('no rule of the style reaches beyond the page', () => {
  const style = /<style>(.*?)<\/style>/s.exec(String(renderPage(aFleetPage(), WIDGET)))?.[1] ?? '';
  const selectors = [...style.matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap(([, list = '']) =>
    list.split(',').map((each) => each.trim()),
  );
  expect(selectors.length).toBeGreaterThan(100);
  expect(selectors.filter((selector) => !/^(body)?\.eca\b/.test(selector))).toEqual([]);
});

describe('a document', () => {
  test('allows its own style, and nothing else', () => {
    const markup = documentOf(renderPage(aFleetPage(), LOCAL), 'Cost <alerts>', LOCAL);
    const style = /<style>(.*?)<\/style>/s.exec(markup)?.[1] ?? '';
    const policy = scanHtml(markup).find(({ attributes }) => attributes['http-equiv'])?.attributes.content;
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'self'`,
    );
    expect(markup).toContain('<title>Cost &lt;alerts&gt;</title>');
    expect(markup).not.toMatch(/ style="/);
  });

  test('without a server sends nothing anywhere', () => {
    expect(documentOf(renderPage(aFleetPage(), FILE), 'x', FILE)).toContain('form-action &#39;none&#39;');
  });
});

test('a file has each view once, and links only to those', () => {
  const page = renderAll([aFleetPage(), aDevicePage(), aMessagesPage(), aHealthPage()], FILE);
  const elements = scanHtml(documentOf(page, 'Cost alerts', FILE));
  const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
  expect(ids).toEqual(['main', 'fleet', 'device-11898598', 'messages', 'health']);
  const links = elements.flatMap(({ name, attributes }) => (name === 'a' ? [attributes.href] : []));
  expect(new Set(links)).toEqual(new Set(['#fleet', '#messages', '#health', '#device-11898598']));
  expect(elements.filter(({ name }) => ['form', 'button', 'input'].includes(name))).toEqual([]);
});

describe('the answer to a press', () => {
  const back = { view: 'device', endpoint: '166' } as const;

  test('says what was done, and offers to undo it', () => {
    const answer = renderAnswer({ isDone: true, text: 'Muted until 19 Oct.', undoes: 'p1', back }, WIDGET);
    expect(readable(answer)).toContain('Done Muted until 19 Oct. Undo Back');
    expect(String(answer)).toContain('{"undo":{"undoes":"p1","press":"id"}}');
    expect(String(answer)).toContain('{"view":"device","endpoint":"166","act":"');
  });

  test('says what was not done', () => {
    expect(readable(renderAnswer({ isDone: false, text: 'No such ref.', back }, LOCAL))).toContain(
      'Not done No such ref. Back',
    );
  });
});
