import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { dispatch, type RenderOptions } from '../../../functions/page/dispatch.ts';
import { pagePayload } from '../../../functions/page/payload.ts';
import { renderer } from '../../../functions/page/render.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { seen, spent } from '../../fakes/aggregate-deps.ts';
import { type PageFakes, pageFakes } from '../../fakes/page-deps.ts';

const PAGE = 'arn:aws:lambda:eu-central-1:123456789012:function:page';
const ACT = 'arn:aws:lambda:eu-central-1:123456789012:function:act';
const widgetContext = { theme: 'light', forms: { all: {} } };

const ask = (fakes: PageFakes, event: object) =>
  withPayload(pagePayload, async (payload) => dispatch(fakes, payload, PAGE))(event);

describe('page answers', () => {
  test.each(['fleet', 'messages', 'health'])('%s as HTML, or as data', async (view) => {
    const fakes = pageFakes();
    expect(await ask(fakes, { view })).toBe(`<p>${view}</p>`);
    expect(await ask(fakes, { view, as: 'data' })).toMatchObject({ view, now: fakes.clock });
  });

  test('a device that is not known as such', async () => {
    expect(await ask(pageFakes(), { view: 'device', endpoint: '166', as: 'data' })).toMatchObject({
      view: 'unknown-device',
      endpoint: '166',
    });
  });

  test('its description as Markdown', async () => {
    expect(await ask(pageFakes(), { describe: true })).toMatch(/^## What the fleet costs\n/);
  });

  test('CSV as data by hand, and in a widget as HTML with the command for all', async () => {
    const fakes = pageFakes();
    await fakes.costHistory.write(seen('1', spent({ EUR: '1' })), {});
    expect(await ask(fakes, { csv: {} })).toEqual({ csv: expect.stringMatching(/^endpoint,/), rows: 1 });
    expect(await ask(fakes, { csv: { list: "tag#it's" }, widgetContext })).toBe(
      `<p>0</p><pre>aws lambda invoke --function-name ${PAGE} --cli-read-timeout 0 --cli-binary-format ` +
        String.raw`raw-in-base64-out --payload '{"csv":{"list":"tag#it'\''s"}}' /dev/stdout</pre>`,
    );
  });
});

describe('the renderer hears', () => {
  async function optionsOf(event: object): Promise<RenderOptions | undefined> {
    const heard: RenderOptions[] = [];
    const fakes = pageFakes();
    const render: PageFakes['render'] = (_, options) => {
      heard.push(options);
      return '';
    };
    await ask({ ...fakes, render }, event);
    return heard[0];
  }

  test('where the page is shown, and how the console looks', async () => {
    expect(await optionsOf({ view: 'fleet', widgetContext })).toEqual({
      isWidget: true,
      theme: 'light',
      pageArn: PAGE,
    });
    expect(await optionsOf({ view: 'fleet' })).toEqual({ isWidget: false, pageArn: PAGE });
  });

  // Who may only look gets a page without a button: the widgets of that dashboard do not ask for any.
  test('of the function that acts only where it is named', async () => {
    expect(await optionsOf({ view: 'fleet', act: ACT })).toMatchObject({ actArn: ACT });
    expect(await optionsOf({ view: 'fleet' })).not.toHaveProperty('actArn');
    await expect(optionsOf({ view: 'fleet', act: '"><b>' })).rejects.toThrow('act is not valid');
  });
});

test('no name of a device becomes an element of the page', async () => {
  const fakes = { ...pageFakes(), ...renderer(() => 'x') };
  const name = '</textarea><img src=x onerror="alert(1)"><cwdb-action>';
  await fakes.costHistory.write(seen('1', spent({ EUR: '9' }), { endpoint: { name, tags: [name] } }), {});
  await aggregateBudgets(fakes, { dryRun: false });
  for (const event of [{ view: 'fleet' }, { view: 'device', endpoint: '1' }, { csv: {}, widgetContext }]) {
    const answer = String(await ask(fakes, event));
    expect(answer).toContain('&lt;img');
    expect(answer).not.toMatch(/<img|<\/textarea><|<cwdb-action>/);
  }
});
