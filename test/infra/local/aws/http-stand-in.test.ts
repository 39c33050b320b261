import { connect, type Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { AwsFault, startHttpStandIn } from '../../../../infra/local/aws/http-stand-in.ts';

function start() {
  return startHttpStandIn(
    ({ path, body }) => {
      if (path === '/bug') throw new TypeError('not foreseen');
      if (path === '/refused') throw new AwsFault(404, 'NotFound', 'nothing there');
      return { status: 200, contentType: 'text/plain', body: `got ${body}` };
    },
    ({ status, code, message }, requestId) => ({
      status,
      contentType: 'text/plain',
      body: `${code}: ${message}; ${requestId.length}`,
    }),
  );
}

/** Sends the first half of a request, and leaves the rest to fate. */
async function halfRequest(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) =>
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', resolve),
  );
  return socket;
}

describe('the HTTP part of a stand-in', () => {
  test('listens on 127.0.0.1, answers, and renders a fault and a bug of its own', async () => {
    const { url, close } = await start();
    const post = async (path: string) => {
      const response = await fetch(`${url}${path}`, { method: 'POST', body: 'ä' });
      return [response.status, await response.text()];
    };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await post('/')).toEqual([200, 'got ä']);
    expect(await post('/refused')).toEqual([404, 'NotFound: nothing there; 36']);
    expect(await post('/bug')).toEqual([500, 'InternalFailure: TypeError: not foreseen; 36']);
    await close();
  });

  test('survives a caller that is killed in the middle of a request', async () => {
    const { url, close } = await start();
    const socket = await halfRequest(url);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resetAndDestroy();
    await closed;
    const response = await fetch(url, { method: 'POST', body: 'next' });
    expect(await response.text()).toBe('got next');
    await close();
  });

  test('closes although a caller is in the middle of a request, and closes twice', async () => {
    const { url, close } = await start();
    const socket = await halfRequest(url);
    const cut = new Promise((resolve) => socket.once('close', resolve));
    await fetch(url);
    await close();
    await close();
    await cut;
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  }, 5_000);
});
