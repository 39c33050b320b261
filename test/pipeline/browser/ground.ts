import type { Browser, Page } from 'playwright-core';
import { dispatch as dispatchAct } from '../../../functions/act/dispatch.ts';
import { actPayload } from '../../../functions/act/payload.ts';
import { answerRenderer } from '../../../functions/act/render-answer.ts';
import { parsePlan, planText } from '../../../functions/budgets-file/budgets.ts';
import { dispatch as dispatchPage } from '../../../functions/page/dispatch.ts';
import { pagePayload } from '../../../functions/page/payload.ts';
import { renderer } from '../../../functions/page/render.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { pressIds } from '../../../functions/runtime/press-id.ts';
import type { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { type Cloud, startCloud } from '../../../infra/local/host/cloud.ts';
import { OpenParts } from '../../../infra/local/host/open-parts.ts';
import { startPipeline } from '../../../infra/local/host/pipeline.ts';
import { localPage } from '../../../infra/local/page/local-page.ts';
import { actDeps } from '../../../infra/local/page/local-presses.ts';
import { pageDeps } from '../../../infra/local/page/page-reader.ts';
import { startPageServer } from '../../../infra/local/page/page-server.ts';
import { readSettings } from '../../../infra/settings.ts';
import { startConsole } from './console.ts';
import { type Desk, deskAt } from './desk.ts';

export const PAGE_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:page';
export const ACT_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:act';
const TOKEN = 'browser-token';

/** A fleet after its first sweep, its page on this machine, and dashboards with and without buttons. */
export interface Ground {
  cloud: Cloud;
  urls: Record<'local' | 'widget' | 'viewer' | 'dark widget', string>;
  close(): Promise<void>;
}

export async function startGround(fleet: SimulatedFleet): Promise<Ground> {
  const parts = new OpenParts();
  return await parts.orClose(async () => {
    const settings = readSettings({
      budgetsPath: 'budgets.yaml',
      budgetsName: 'budgets.yaml',
      context: () => undefined,
      needsRecipients: false,
    });
    const simulator = await parts.keep(startEmnifySimulator({ fleet, applicationToken: TOKEN }));
    const cloud = await parts.keep(startCloud({ settings, applicationToken: TOKEN }));
    const pipeline = await parts.keep(startPipeline(cloud, simulator.url));
    await pipeline.sweep({ queued: () => {}, evaluated: () => {}, ended: () => {} });
    await pipeline.notify.invoke({});
    const subtitle = 'test fleet';
    const local = await parts.keep(startPageServer(localPage(cloud, pipeline, { settings, subtitle })));

    const now = (): Date => new Date();
    const newId = pressIds(now);
    const plan = parsePlan(planText(settings), 'budgets.yaml');
    const page = { ...pageDeps(cloud, async () => plan), ...renderer(newId) };
    const act = { ...actDeps(cloud, pipeline, async () => plan), render: answerRenderer({ page: PAGE_ARN, newId }) };
    const functions = {
      [PAGE_ARN]: withPayload(pagePayload, (payload) => dispatchPage(page, payload, PAGE_ARN)),
      [ACT_ARN]: withPayload(actPayload, (payload) =>
        dispatchAct(act, payload, { awsRequestId: 'request-1', invokedFunctionArn: ACT_ARN }, () => {}),
      ),
    };
    const widget = async (params: object, theme: 'light' | 'dark') =>
      (await parts.keep(startConsole(functions, { arn: PAGE_ARN, params, theme }))).url;
    const view = { view: 'fleet' };
    return {
      cloud,
      urls: {
        local: `${local.url}/`,
        widget: await widget({ ...view, act: ACT_ARN }, 'light'),
        'dark widget': await widget({ ...view, act: ACT_ARN }, 'dark'),
        viewer: await widget(view, 'light'),
      },
      close: () => parts.close(),
    };
  });
}

/** A desk at one of the pages. Each question of the console is answered with yes. */
export async function sitDown(
  browser: Browser,
  { urls }: Ground,
  at: keyof Ground['urls'],
  look: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<{ desk: Desk; page: Page; troubles: string[]; questions: string[] }> {
  const { width = 1280, colorScheme = 'light' } = look;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, acceptDownloads: true });
  const page = await context.newPage();
  const troubles: string[] = [];
  const questions: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('dialog', (dialog) => {
    questions.push(dialog.message());
    void dialog.accept();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1:') && !request.url().startsWith('data:'))
      troubles.push(request.url());
  });
  const shown =
    at === 'local'
      ? () => page.waitForLoadState('load')
      : async (before: string) => {
          await page.waitForFunction(`(document.body.dataset.shown ?? '') !== ${JSON.stringify(before)}`);
        };
  return { desk: deskAt(page, urls[at], shown), page, troubles, questions };
}
