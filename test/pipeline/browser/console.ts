import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback, stopServer } from '../../../infra/local/aws/http-stand-in.ts';

/** A function behind a widget: the event of CloudWatch in, HTML out. */
export type WidgetFunction = (event: object) => Promise<unknown>;

/**
 * Stands in for a dashboard of CloudWatch with one custom widget, as its documentation and samples describe it. It is
 * the stricter one where they say little: scripts, frames, `<use>`, event attributes and addresses with a script are
 * refused; an action is the text of its element, and its JSON must be right as text and as inner HTML.
 */
export async function startConsole(
  functions: Record<string, WidgetFunction>,
  { arn, params, theme }: { arn: string; params: object; theme: 'light' | 'dark' },
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(functions, request, response, HOST.replace('SETTINGS', JSON.stringify({ arn, params, theme }))).catch(
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  const url = await listenOnLoopback(server);
  return { url, close: () => stopServer(server) };
}

async function answer(
  functions: Record<string, WidgetFunction>,
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
): Promise<void> {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(host);
    return;
  }
  const { arn, event } = JSON.parse(await text(request)) as { arn: string; event: object };
  const invoked = functions[arn];
  if (!invoked) throw new Error(`no function has the ARN ${arn}`);
  const html = String(await invoked(event));
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(html);
}

const HOST = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dashboard</title></head>
<body style="margin:0"><main id="widget"></main><dialog id="popup"></dialog><script>
const settings = SETTINGS;
const FORBIDDEN = 'script,iframe,object,embed,use,link,meta,base';
function fields() {
  const all = {};
  for (const field of document.querySelectorAll('#widget input[name],#widget select[name],#widget textarea[name]')) all[field.name] = field.value;
  return all;
}
async function call(arn, event, display) {
  const widgetContext = { dashboardName: 'costs', widgetId: 'w1', accountId: '123456789012', locale: 'en', theme: settings.theme,
    period: 300, isAutoPeriod: true, width: 1200, height: 900, params: settings.params, forms: { all: fields() } };
  const response = await fetch('/invoke', { method: 'POST', body: JSON.stringify({ arn, event: { ...event, widgetContext } }) });
  show(await response.text(), display);
}
function show(html, display) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of parsed.querySelectorAll('*')) {
    if (element.matches(FORBIDDEN)) throw new Error('forbidden element ' + element.tagName);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || /^\\s*javascript:/i.test(value)) throw new Error('forbidden attribute ' + name);
    }
  }
  const target = document.getElementById(display === 'popup' ? 'popup' : 'widget');
  target.innerHTML = html;
  if (display === 'popup') target.showModal();
  for (const action of target.querySelectorAll('cwdb-action')) {
    const event = JSON.parse(action.textContent);
    if (JSON.stringify(JSON.parse(action.innerHTML)) !== JSON.stringify(event)) throw new Error('an action differs as HTML');
    if (action.getAttribute('action') !== 'call') throw new Error('unknown action');
    action.previousElementSibling.addEventListener('click', (clicked) => {
      clicked.preventDefault();
      const question = action.getAttribute('confirmation');
      if (question === null || confirm(question)) call(action.getAttribute('endpoint'), event, action.getAttribute('display'));
    });
  }
  document.body.dataset.shown = String(Number(document.body.dataset.shown ?? 0) + 1);
}
call(settings.arn, settings.params, 'widget');
</script></body></html>`;
