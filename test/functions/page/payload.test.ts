import { describe, expect, test } from '@jest/globals';
import { pagePayload } from '../../../functions/page/payload.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';

const read = withPayload(pagePayload, async (payload) => payload);
const plain = { isData: false, isWidget: false };

/** As CloudWatch asks. */
const widget = (fields: object = {}, more: object = {}) => ({
  dashboardName: 'fleet',
  widgetId: 'widget-1',
  theme: 'dark',
  timeRange: { mode: 'relative' },
  params: { view: 'fleet' },
  forms: { all: fields },
  width: 1200,
  ...more,
});

describe('page is asked', () => {
  test.each([
    [{}, { view: 'fleet', list: 'all', sort: 'urgency' }],
    [{ view: 'fleet' }, { view: 'fleet', list: 'all', sort: 'urgency' }],
    [
      { view: 'fleet', list: 'state#over', sort: 'cost', search: ' cam ' },
      { view: 'fleet', list: 'state#over', sort: 'cost', search: 'cam' },
    ],
    [
      { view: 'fleet', list: 'tag#a#b', search: '' },
      { view: 'fleet', list: 'tag#a#b', sort: 'urgency' },
    ],
    [
      { view: 'device', endpoint: 166 },
      { view: 'device', endpoint: '166' },
    ],
    [
      { view: 'device', endpoint: '0166' },
      { view: 'device', endpoint: '166' },
    ],
    [{ view: 'messages' }, { view: 'messages' }],
    [{ view: 'health' }, { view: 'health' }],
  ])('by hand for %j', async (event, query) => {
    expect(await read(event)).toEqual({ ...plain, kind: 'view', query });
  });

  test('for data, and with buttons', async () => {
    expect(await read({ view: 'health', as: 'data', act: 'arn:aws:lambda:eu-central-1:1:function:act' })).toMatchObject(
      { isData: true, actArn: 'arn:aws:lambda:eu-central-1:1:function:act' },
    );
  });

  test.each([
    [{ csv: {} }, { list: 'all' }],
    [{ csv: { list: 'budget#cameras', from: '166' } }, { list: 'budget#cameras', from: '166' }],
  ])('for %j', async (event, query) => {
    expect(await read(event)).toEqual({ ...plain, kind: 'csv', query });
  });

  test('for its description', async () => {
    expect(await read({ describe: true, widgetContext: widget() })).toEqual({ kind: 'describe' });
  });

  test.each([
    ['list', { list: 'state#near' }],
    ['search', { list: 'all', search: 'cam' }],
  ])('by CloudWatch, with the field %s of the form and the theme of the console', async (field, chosen) => {
    const fields = { list: 'state#near', search: ' cam ', who: 'Kim' };
    expect(await read({ view: 'fleet', sort: 'share', field, widgetContext: widget(fields) })).toEqual({
      ...plain,
      isWidget: true,
      theme: 'dark',
      kind: 'view',
      query: { view: 'fleet', sort: 'share', ...chosen },
    });
  });

  test('by a link in a widget, whatever is left in the form', async () => {
    const fields = { list: 'state#near', search: 'x' };
    expect(await read({ view: 'fleet', list: 'tag#truck', widgetContext: widget(fields) })).toMatchObject({
      query: { view: 'fleet', list: 'tag#truck', sort: 'urgency' },
    });
  });

  test.each([
    ['another theme', widget({}, { theme: 'sepia' })],
    ['no form', { dashboardName: 'fleet' }],
    ['a form of another kind', widget({}, { forms: [] })],
    ['fields of another kind', widget({ list: 7, sort: {}, search: ['x'] })],
    ['an unknown list', widget({ list: 'state#told' })],
  ])('by a CloudWatch that says %s, all the same', async (_, widgetContext) => {
    expect(await read({ view: 'fleet', widgetContext })).toMatchObject({
      query: { view: 'fleet', list: 'all', sort: 'urgency' },
    });
  });
});

test.each([
  [{ view: 'costs' }, 'view is not valid'],
  [{ view: 'fleet', list: 'state#lost' }, 'list is not a name'],
  [{ view: 'fleet', list: 'budget#' }, 'list is not a name'],
  [{ view: 'fleet', search: 'x'.repeat(201) }, 'search is not valid'],
  [{ view: 'fleet', sort: 'luck' }, 'sort is not valid'],
  [{ view: 'fleet', endpoint: '166' }, 'view device and endpoint belong together'],
  [{ view: 'device' }, 'view device and endpoint belong together'],
  [{ view: 'device', endpoint: '..' }, 'endpoint is not valid'],
  [{ view: 'health', csv: {} }, 'it names both view and csv'],
  [{ csv: { rows: 5 } }, 'unknown key "rows"'],
  [{ mute: {} }, 'unknown key "mute"'],
  ['fleet', 'it is not valid'],
])('%j is refused with what is allowed', async (event, problem) => {
  await expect(read(event)).rejects.toThrow(problem);
  await expect(read(event)).rejects.toThrow('Allowed: {"view": "fleet"}');
});
