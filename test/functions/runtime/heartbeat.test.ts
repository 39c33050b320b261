import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createHeartbeat } from '../../../functions/runtime/heartbeat.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function listening(status: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const listener = createServer(({ method, url }, answer) => {
    asked.push(`${method} ${url}`);
    answer.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end();
  });
  server = listener;
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/ping`, asked };
}

async function beat(url: string): Promise<string[]> {
  const troubles: string[] = [];
  await createHeartbeat(url, (what, error) => troubles.push(`${what}: ${(error as Error).message}`))();
  return troubles;
}

test('asks the address once, without data', async () => {
  const { url, asked } = await listening(200);
  expect([await beat(url), asked]).toEqual([[], ['GET /ping']]);
});

test('asks nothing where there is no address', async () => {
  expect(await beat('')).toEqual([]);
});

test.each([500, 302])('an answer of HTTP %d is said, and ends nothing', async (status) => {
  const { url, asked } = await listening(status);
  expect([await beat(url), asked]).toEqual([[`the heartbeat was not heard: HTTP ${status}`], ['GET /ping']]);
});

test('an address that does not answer is said, and ends nothing', async () => {
  const { url } = await listening(200);
  await new Promise((resolve) => server?.close(resolve));
  expect(await beat(url)).toEqual(['the heartbeat was not heard: fetch failed']);
});
