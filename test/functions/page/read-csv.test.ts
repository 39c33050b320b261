import { describe, expect, test } from '@jest/globals';
import { readCsv } from '../../../functions/page/read-csv.ts';
import { seen, spent } from '../../fakes/aggregate-deps.ts';
import { type PageFakes, pageFakes } from '../../fakes/page-deps.ts';
import { NOW } from '../../fakes/samples.ts';

const HEADINGS =
  'endpoint,name,iccid,tags,budget,limit,cost,currency,share of limit in percent,cost of data,cost of SMS,' +
  'expected at month end,last month,last check,state\r\n';

async function aFleet(): Promise<PageFakes> {
  const fakes = pageFakes([
    { name: 'cameras', match: { tags: ['camera'] }, limit: 50 },
    { name: 'every-device', limit: 5 },
  ]);
  const lastMonth = [{ currency: 'EUR', amount: '3.9' }];
  const spend = spent({ EUR: '5.8' }, { sms: { EUR: '0.3' } });
  await fakes.costHistory.write(
    seen('166', spend, { lastMonth, endpoint: { iccid: '8988', tags: ['a', 'b, c'] } }),
    {},
  );
  await fakes.costHistory.write(seen('7', spent({ EUR: '1' }), { endpoint: { tags: ['Camera'] } }), {});
  await fakes.costHistory.write(seen('10', undefined), {});
  return fakes;
}

test('CSV has all endpoints of the month by id, with what finance asks for', async () => {
  const { csv, ...rest } = await readCsv(await aFleet(), { list: 'all' });
  expect(rest).toEqual({ rows: 3 });
  expect(csv.replaceAll(/[1-9]\d*\.\d{4}(?=,)/g, 'EXPECTED')).toBe(
    [
      HEADINGS,
      `10,tracker-10,,truck,every-device,5,0,EUR,0,,,0.0000,,${NOW.toISOString()},\r\n`,
      `166,tracker-166,8988,"a; b, c",every-device,5,6.1,EUR,122,5.8,0.3,EXPECTED,3.9,${NOW.toISOString()},over\r\n`,
      `7,tracker-7,,Camera,cameras,50,1,EUR,2,1,0,EXPECTED,,${NOW.toISOString()},\r\n`,
    ].join(''),
  );
});

describe('CSV of a list has', () => {
  test.each([
    ['state#over', ['166']],
    ['budget#cameras', ['7']],
    ['tag#camera', ['7']],
    ['cost', ['10', '166', '7']],
    ['tag#nothing', []],
  ] as const)('%s: %j', async (list, ids) => {
    const { csv, rows } = await readCsv(await aFleet(), { list });
    expect(
      csv
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(ids);
    expect(rows).toBe(ids.length);
  });
});

test('its parts one after the other are the whole, also where an endpoint of a part is in no row', async () => {
  const fakes = pageFakes();
  for (let id = 0; id < 25; id++)
    await fakes.costHistory.write(seen(String(id), spent({ EUR: id % 2 ? '6' : '1' })), {});
  for (const list of ['all', 'state#over'] as const) {
    const whole = await readCsv(fakes, { list });
    const parts: string[] = [];
    let from: string | undefined;
    do {
      const part = await readCsv(fakes, { list, ...(from !== undefined && { from }) }, 4);
      parts.push(part.csv);
      from = part.next;
    } while (from !== undefined);
    expect(parts).toHaveLength(7);
    expect(parts.join('')).toBe(whole.csv);
  }
});

test('a part is at most 5 MB, as Lambda would write it', async () => {
  const fakes = pageFakes();
  const endpoint = { name: '"'.repeat(500), tags: ['"'.repeat(500)] };
  for (let id = 0; id < 2000; id++) await fakes.costHistory.write(seen(String(id), undefined, { endpoint }), {});
  const { csv, next } = await readCsv(fakes, { list: 'all' });
  expect(JSON.stringify(csv).length).toBeGreaterThan(4_500_000);
  expect(JSON.stringify(csv).length).toBeLessThan(5_010_000);
  expect(next).toBeDefined();
});
