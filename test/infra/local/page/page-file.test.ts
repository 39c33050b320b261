import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writePageFile } from '../../../../infra/local/page/page-file.ts';
import {
  aDevicePage,
  aFleet,
  aFleetPage,
  aHealthPage,
  aMessagesPage,
  anUnknownDevicePage,
} from '../../../fakes/page-views.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-file-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

test('one file has every view, only for its owner, and leaves nothing beside it', async () => {
  const asked: string[] = [];
  const path = join(folder, 'page.html');
  const reader = {
    async read(query: { view: string; endpoint?: string }) {
      asked.push(query.endpoint ?? query.view);
      if (query.view === 'fleet')
        return aFleetPage({ fleet: { ...aFleet(), lists: { ...aFleet().lists, all: ['11898598', '7'] } } });
      if (query.view === 'device') return query.endpoint === '7' ? anUnknownDevicePage() : aDevicePage();
      return query.view === 'messages' ? aMessagesPage() : aHealthPage();
    },
    csv: async () => ({ csv: '', rows: 0 }),
  };
  expect(await writePageFile(reader, 'demonstration fleet', path)).toBe(path);
  const page = await readFile(path, 'utf8');
  expect(asked).toEqual(['fleet', '11898598', '7', 'messages', 'health']);
  const sections = [...page.matchAll(/<div class="view" id="([^"]*)"/g)].map(([, id]) => id);
  expect(sections).toEqual(['fleet', 'device-11898598', 'messages', 'health']);
  expect(page).not.toMatch(/<script|action="\/act"|href="http/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['page.html']);
});
