import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { demoFleet } from '../../../infra/local/demo/demo-fleet.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { startBrowser } from './browser.ts';
import { ACT_ARN, type Ground, PAGE_ARN, sitDown, startGround } from './ground.ts';
import { JOBS } from './jobs.ts';

const browser = await startBrowser();
/** Without a browser, the suite counts as skipped. */
const withBrowser = browser ? describe : describe.skip;
const MOST_MS = 120_000;

const PLACES = ['local', 'widget'] as const;

withBrowser('the page in a browser', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await startGround(fleetWithHostileNames());
  }, MOST_MS);
  afterAll(async () => {
    await ground?.close();
  });

  const sit = (at: keyof Ground['urls'], look = {}) => {
    if (!browser) throw new Error('there is no browser');
    return sitDown(browser, ground, at, look);
  };

  describe.each(PLACES)('%s', (at) => {
    test.each(JOBS)(
      '$job',
      async ({ most, work }) => {
        const { desk, page, troubles } = await sit(at);
        await desk.open();
        await work(desk, at);
        expect(troubles).toEqual([]);
        expect(desk.presses()).toBeLessThanOrEqual(most);
        await page.context().close();
      },
      MOST_MS,
    );
  });

  test('a press in a widget is asked for first', async () => {
    const { desk, page, questions } = await sit('widget');
    await desk.open();
    await desk.press('camera-crane-2');
    await desk.press('Check now');
    expect(questions).toEqual([expect.stringContaining('camera-crane-2')]);
    await page.context().close();
  });

  test('two presses on one button at once are one', async () => {
    const { desk, page } = await sit('widget');
    await desk.open();
    await desk.press('camera-silo-roof');
    await page.evaluate(`{
      const mute = [...document.querySelectorAll('a')].find((each) => each.textContent.trim() === 'Mute');
      mute.click();
      mute.click();
    }`);
    await page.waitForFunction('Number(document.body.dataset.shown) >= 4');
    await desk.press('Back');
    expect(await page.locator('a', { hasText: /^Undo$/ }).count()).toBe(1);
    await page.context().close();
  });

  test('who may only look has no button and no field of a press', async () => {
    const { desk, page } = await sit('viewer');
    await desk.open();
    for (const view of ['fleet', 'camera-gate-north', 'Messages']) {
      if (view !== 'fleet') await desk.press(view);
      expect(await page.locator('input[name=who], input[name=reason], select[name=until]').count()).toBe(0);
      expect(await page.locator(`cwdb-action[endpoint="${ACT_ARN}"]`).count()).toBe(0);
    }
    await page.context().close();
  });

  test.each([
    ['local', 390, 'light'],
    ['dark widget', 1280, 'dark'],
  ] as const)(
    '%s, %i pixels wide and %s, has no serious fault of accessibility, and fits',
    async (at, width, colorScheme) => {
      const { desk, page } = await sit(at, { width, colorScheme });
      await desk.open();
      for (const view of ['fleet', 'camera-gate-north', 'Messages', 'Health']) {
        if (view !== 'fleet') await desk.press(view);
        expect({ view, faults: await faultsIn(page) }).toEqual({ view, faults: [] });
        const wider = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect({ view, wider }).toEqual({ view, wider: 0 });
      }
      await page.context().close();
    },
  );

  test.each(PLACES)('%s: no name becomes an element, an action or a link', async (at) => {
    const { desk, page, troubles, questions } = await sit(at);
    await desk.open();
    for (const view of ['fleet', /img src=x/, 'Messages', 'Health']) {
      if (view !== 'fleet') await desk.press(view);
      expect(await page.locator('#widget script, main script, img, iframe, object, embed').count()).toBe(0);
      expect(await foreignIn(page)).toEqual([]);
    }
    expect({ troubles, questions }).toEqual({ troubles: [], questions: [] });
    await page.context().close();
  });

  test('the page of this machine is for its own address, and takes presses from itself only', async () => {
    const url = ground.urls.local;
    const press = (headers: Record<string, string>) =>
      fetch(`${url}act`, { method: 'POST', body: 'payload={}', headers });
    expect((await press({})).status).toBe(403);
    expect((await press({ origin: 'http://example.com' })).status).toBe(403);
    expect((await fetch(`${url}other`)).status).toBe(404);
    const { headers } = await fetch(url);
    expect(headers.get('x-frame-options')).toBe('DENY');
  });
});

afterAll(() => browser?.close());

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)><script>alert(1)</script>',
  `</cwdb-action><cwdb-action action="call" endpoint="${ACT_ARN}">{"mute":{"budget":"cameras"}}</cwdb-action>`,
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u202egnp.exe\u0000<b>',
  '</style><style>*{display:none}</style>',
];

/** The demonstration fleet, and silent endpoints with names that try to be more than names. */
function fleetWithHostileNames(): SimulatedFleet {
  const fleet = demoFleet(new Date());
  const hostile = HOSTILE.map((name, index) => ({
    id: 500 + index,
    name,
    tags: name.replaceAll(',', ' '),
    months: {},
  }));
  return new SimulatedFleet([...fleet.endpoints, ...hostile]);
}

/** Faults that axe calls serious or critical. */
async function faultsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as AxeResults;
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Attributes that run something, links that lead elsewhere, and actions that are none of ours. */
async function foreignIn(page: Page): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('body *')].flatMap((element) => [
    ...[...element.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
    ...(element.matches('a[href]') && !/^(\\/|#|data:)/.test(element.getAttribute('href')) ? [element.getAttribute('href')] : []),
    ...(element.matches('cwdb-action') && !['${PAGE_ARN}', '${ACT_ARN}'].includes(element.getAttribute('endpoint')) ? ['action'] : []),
    ...(element.matches('cwdb-action') && /mute":\\{"budget":"cameras"\\}\\}/.test(element.textContent) ? ['planted action'] : []),
  ])`)) as string[];
}
