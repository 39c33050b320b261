import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type PageServer, type PageSource, startPageServer } from '../../../../infra/local/page/page-server.ts';
import { anUnknownDevicePage } from '../../../fakes/page-views.ts';
import { NOW } from '../../../fakes/samples.ts';

let server: PageServer;
let pressed: object[];
let source: PageSource;

beforeEach(async () => {
  pressed = [];
  source = {
    subtitle: 'demonstration fleet',
    read: async () => anUnknownDevicePage(() => '<b>'),
    async *csv() {
      yield 'endpoint\r\n';
    },
    async press(event) {
      pressed.push(event);
      return { id: 'press-1', kind: 'pressed', words: ['Muted <b>.'] };
    },
    now: () => NOW,
  };
  server = await startPageServer({
    ...source,
    read: (query) => source.read(query),
    csv: (list) => source.csv(list),
    press: (event) => source.press(event),
  });
});
afterEach(async () => await server.close());

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request as a browser would not send it: with any path and any host. */
async function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  const { hostname, port } = new URL(server.url);
  return await new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const press = (fields: Record<string, string>, headers: Record<string, string> = { origin: server.url }) =>
  ask('/act', { method: 'POST', headers, body: new URLSearchParams(fields).toString() });

describe('a view', () => {
  test('is a document that no other site can frame, and nothing in it is markup of others', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, headers['x-frame-options'], headers['cache-control']]).toEqual([200, 'DENY', 'no-store']);
    expect(body).toContain('&lt;b&gt;');
    expect(body).not.toContain('<b>');
  });

  test.each(['%', '%E0%A4', 'A%20B'])('is shown whatever the cookie is: %s', async (who) => {
    expect((await ask('/', { headers: { cookie: `other=1; who=${who}` } })).status).toBe(200);
  });

  test.each<[string, Asked, number]>([
    ['/', { headers: { host: 'evil.example:80' } }, 403],
    ['//', {}, 404],
    ['/%', {}, 404],
    ['http://evil.example/', {}, 400],
    ['/act', {}, 404],
    ['/', { method: 'POST' }, 404],
    ['/../etc/passwd', {}, 404],
  ])('%s with %j is refused', async (path, asked, status) => {
    expect((await ask(path, asked)).status).toBe(status);
  });

  test('that cannot be read says why', async () => {
    source.read = () => Promise.reject(new Error('the table is away'));
    expect(await ask('/')).toMatchObject({ status: 500, body: 'the table is away\n' });
  });
});

describe('a download', () => {
  test('is CSV', async () => {
    expect(await ask('/fleet.csv?list=cost')).toMatchObject({ status: 200, body: 'endpoint\r\n' });
  });

  test('that breaks off is broken off, and the server goes on', async () => {
    source.csv = async function* () {
      yield 'endpoint\r\n';
      throw new Error('the table is away');
    };
    await expect(ask('/fleet.csv')).rejects.toThrow(/aborted|socket hang up/);
    expect((await ask('/')).status).toBe(200);
  });
});

describe('a press', () => {
  const payload = '{"mute":{"endpoint":"166"}}';

  test('goes on with the fields of its form, and is answered with what takes it back', async () => {
    const { status, headers, body } = await press({ payload, who: 'Änne', until: '1 day' });
    expect(pressed).toEqual([{ mute: { endpoint: '166' }, form: { who: 'Änne', until: '1 day' } }]);
    expect([status, body.includes('Muted &lt;b&gt;.'), body.includes('press-1')]).toEqual([200, true, true]);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^who=%C3%84nne; Path=\/; HttpOnly; SameSite=Strict/),
    ]);
  });

  test('that is refused says why, and no name is kept', async () => {
    source.press = () => Promise.reject(new Error('There is no endpoint 166.'));
    const { status, headers, body } = await press({ payload, who: 'Kim' });
    expect([status, headers['set-cookie'], body.includes('There is no endpoint 166.')]).toEqual([409, undefined, true]);
  });

  test.each(['', 'x', 'null', '7', '"x"', '[]', '{"mute":'])('with the payload %j is refused', async (written) => {
    const { status, body } = await press({ payload: written });
    expect([status, body]).toEqual([400, expect.stringContaining('is no JSON object')]);
    expect(pressed).toEqual([]);
  });

  test('may have anything in its payload', async () => {
    for (const written of ['{}', '{"mute":null}', '{"mute":{"endpoint":7}}', '{"form":{"who":"x"}}']) {
      expect((await press({ payload: written })).status).toBe(200);
    }
    expect(pressed.at(-1)).toEqual({ form: {} });
  });

  test('has to come from this page, and to be short', async () => {
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:1' },
    ]) {
      expect((await press({ payload }, headers as Record<string, string>)).status).toBe(403);
    }
    expect((await press({ payload, reason: 'x'.repeat(10_001) })).status).toBe(413);
    expect(pressed).toEqual([]);
  });
});
