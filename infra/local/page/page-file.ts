import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filePlace } from '../../../functions/domain/page/place.ts';
import { documentOf, renderAll } from '../../../functions/domain/page/render-page.ts';
import { FLEET, type FleetPage, type PageView } from '../../../functions/domain/page/views.ts';
import type { PageReader } from './page-reader.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Writes the page as one file that needs no server: the fleet, and the endpoints that its first list has. @returns its path */
export async function writePageFile(
  { read }: PageReader,
  subtitle: string,
  path = join(ROOT, 'page.html'),
): Promise<string> {
  const fleet = (await read(FLEET)) as FleetPage;
  const ids = fleet.fleet?.lists.all ?? [];
  const others = await Promise.all([
    ...ids.map((endpoint) => read({ view: 'device', endpoint })),
    read({ view: 'messages' }),
    read({ view: 'health' }),
  ]);
  const place = filePlace({ endpoints: new Set(ids) });
  const views = [fleet, ...others].filter(isKnown);
  const written = documentOf(renderAll(views, place, { subtitle }), 'Cost alerts', place);
  // Two commands at once write a whole file each.
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, written, { mode: 0o600 });
  await rename(unfinished, path);
  return path;
}

type Known = Exclude<PageView, { view: 'unknown-device' }>;

function isKnown(view: PageView): view is Known {
  return view.view !== 'unknown-device';
}
