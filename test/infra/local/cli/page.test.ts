import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';

function start(...args: string[]) {
  const { EMNIFY_APPLICATION_TOKEN: _, EMNIFY_BASE_URL: __, ...env } = process.env;
  return spawn(process.execPath, ['infra/local/cli/page.ts', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

test('npm run page serves the demonstration fleet until it is stopped, and ends well', async () => {
  const command = start('--port', '0');
  const ended = once(command, 'close');
  let url = '';
  for await (const line of createInterface({ input: command.stdout })) {
    url = /^The page is at (\S+) until/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  const page = await (await fetch(url)).text();
  expect(page).toContain('camera-gate-north');
  const pressed = await fetch(`${url}act`, {
    method: 'POST',
    headers: { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ payload: '{"mute":{"budget":"cameras"}}', until: '1 hour', who: 'Anna' }).toString(),
  });
  expect(await pressed.text()).toContain('Anna muted budget &quot;cameras&quot; until');
  expect(pressed.headers.get('set-cookie')).toContain('who=Anna');
  command.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test.each([
  [['--port', 'x'], '--port is "x": it takes a number from 0 to 65535, for example --port 8321.'],
  [['--colour'], 'See npm run page -- --help.'],
])('%j is refused in words', async (args, problem) => {
  const command = start(...args);
  const words: string[] = [];
  command.stderr.on('data', (data) => words.push(String(data)));
  expect(await once(command, 'close')).toEqual([1, null]);
  expect(words.join('')).toContain(problem);
});
