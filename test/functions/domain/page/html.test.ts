import { describe, expect, test } from '@jest/globals';
import {
  actionJson,
  asciiJson,
  attribute,
  html,
  joined,
  styleElement,
} from '../../../../functions/domain/page/html.ts';

describe('a template', () => {
  test('escapes strings for text and for attributes in quotes', () => {
    const name = `<b title="x" class='y'>&\`</b>`;
    expect(String(html`<a title="${name}">${name}</a>`)).toBe(
      '<a title="&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;&amp;&#96;&lt;/b&gt;">&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;&amp;&#96;&lt;/b&gt;</a>',
    );
  });

  test('escapes what was escaped before, so that it is read as it was written', () => {
    expect(String(html`${'&lt;script&gt;'}`)).toBe('&amp;lt;script&amp;gt;');
  });

  test('takes markup of other templates as it is, alone and in lists', () => {
    const item = html`<li>${'a & b'}</li>`;
    expect(String(html`<ul>${[item, [item, 'c']]}</ul>`)).toBe('<ul><li>a &amp; b</li><li>a &amp; b</li>c</ul>');
  });

  test('writes numbers, and nothing for undefined', () => {
    expect(String(html`${7}${undefined}${0}`)).toBe('70');
  });

  test('takes no markup from an object that looks like markup', () => {
    const forged = JSON.parse('{"markup": "<b>"}');
    expect(String(html`${Object.assign(forged, { toString: () => '<b>' })}`)).toBe('&lt;b&gt;');
  });

  test('makes control characters, bidi marks and half characters harmless, and keeps blanks', () => {
    expect(String(html`${'a  b\u202ec\u0000d\ud83de\r\nf🚀'}`)).toBe('a  b c d\ufffde f🚀');
  });
});

test('parts are joined with something between them, and without those that are undefined', () => {
  expect(String(joined(['a', undefined, html`<br>`], ', '))).toBe('a, <br>');
  expect(String(joined([], ', '))).toBe('');
});

test('an attribute has a blank before it, and quotes', () => {
  expect(String(html`<p${attribute('class', '"><b>')}${attribute('confirmation', undefined)}>`)).toBe(
    '<p class="&quot;&gt;&lt;b&gt;">',
  );
});

test('a style is ours: markup in it is refused', () => {
  expect(String(styleElement('a{b:c}'))).toBe('<style>a{b:c}</style>');
  expect(() => styleElement('</style><script>')).toThrow('no markup');
});

describe('the JSON of an action', () => {
  const value = { budget: '</cwdb-action><b>&amp; "Süd" \u202e\ud83d🚀  \u007f' };

  test('is printable ASCII without markup, and reads back as it was', () => {
    const json = String(actionJson(value));
    expect(json).toMatch(/^[\x20-\x7e]+$/);
    expect(json).not.toMatch(/[<>&]/);
    expect(JSON.parse(json)).toEqual(value);
  });

  test('is the same in the value of a field', () => {
    expect(asciiJson(value)).toBe(String(actionJson(value)));
  });
});
