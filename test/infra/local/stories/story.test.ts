import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStory, type Story } from '../../../../infra/local/stories/story.ts';
import { SettingsError } from '../../../../infra/settings-error.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'story-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const BUDGETS = 'currency: EUR\nbudgets: [{ name: every-device, limit: 5 }]\n';
const WHEN = 'start: 2026-10-14T00:00:00Z\nend: 2026-10-15T00:00:00Z\n';
const IN_PLACE = 'budgets: [{ config: { currency: EUR, budgets: [{ name: every-device, limit: 5 }] } }]\n';
const MUTE = '{ match: { ids: [1] }, until: 2026-10-16T06:00Z, reason: load test, who: anna }';

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const story = (text: string): Story => readStory(write('story.yaml', text));

/** What is said to the author of a file; fails where nothing is wrong with it. */
function mistakes(text: string): string {
  try {
    story(text);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a story', () => {
  test('as docs/commands.md has it is read with every moment as a date', () => {
    const read = story(`
start: 2026-10-14T00:00:00Z
end: 2026-11-03T00:00:00Z
budgets:                       # as in budgets.yaml, from a file or in place
  - at: 2026-10-14T00:00:00Z
    config: { currency: EUR, budgets: [{ name: every-device, limit: 5 }] }
endpoints:
  - id: 1
    name: tracker-1
    tags: "berlin, camera"
    months:
      2026-10: { "2026-10-15T03:00Z": { data: "5.60", sms: "0.50" }, "2026-10-14T08:10Z": { data: "4.10" } }
mutes: []
faults:
  - { from: 2026-10-15T00:00Z, to: 2026-10-15T02:00Z, service: emnify, kind: unavailable }
expect:
  - { at: 2026-10-14T09:00Z, within: 65 minutes, endpoint: tracker-1, threshold: 80 }
`);
    expect(read).toMatchObject({
      start: new Date('2026-10-14T00:00:00.000Z'),
      end: new Date('2026-11-03T00:00:00.000Z'),
      budgets: [{ at: new Date('2026-10-14T00:00:00.000Z'), file: { currency: 'EUR', sweepMinutes: 60 } }],
      faults: [{ from: new Date('2026-10-15T00:00:00.000Z'), service: 'emnify', kind: 'unavailable' }],
      expect: [{ at: new Date('2026-10-14T09:00:00.000Z'), withinMinutes: 65, endpoint: 'tracker-1', threshold: 80 }],
    });
    expect(read.endpoints).toEqual([
      {
        id: 1,
        name: 'tracker-1',
        tags: 'berlin, camera',
        status: 'Enabled',
        figures: [
          {
            at: new Date('2026-10-14T08:10:00.000Z'),
            month: '2026-10',
            traffic: { data: { volume: '1', cost: '4.10' } },
          },
          {
            at: new Date('2026-10-15T03:00:00.000Z'),
            month: '2026-10',
            traffic: { data: { volume: '1', cost: '5.60' }, sms: { volume: '1', cost: '0.50' } },
          },
        ],
      },
    ]);
  });

  test('needs no more than times, budgets and endpoints', () => {
    const read = story(`${WHEN}${IN_PLACE}endpoints: [{ id: 1, name: quiet }]\n`);
    expect(read.endpoints).toEqual([{ id: 1, name: 'quiet', tags: null, status: 'Enabled', figures: [] }]);
    expect(read).not.toHaveProperty('expect');
    expect(read).not.toHaveProperty('monthlyCostLimit');
    expect([read.faults, read.budgets.map(({ at }) => at)]).toEqual([[], [read.start]]);
  });

  test('says what emnify shows of a device, and how it answers', () => {
    const device =
      '{ id: 1, name: a, tariff: Europe, service: Cameras, active: true, status: Disabled, iccid: "89883030000067385930" }';
    expect(story(`${WHEN}${IN_PLACE}endpoints: [${device}]\n`).endpoints).toEqual([
      {
        id: 1,
        name: 'a',
        tags: null,
        status: 'Disabled',
        iccid: '89883030000067385930',
        tariffProfile: 'Europe',
        serviceProfile: 'Cameras',
        activeLastHour: true,
        figures: [],
      },
    ]);
  });

  test('says figures in full: cost, none, volume, currency and when emnify added them up', () => {
    const figures = '{ cost: "4.10", volume: 12.5, currency: USD, updated: 2026-10-13T00:00Z }';
    const months = `{ 2026-10: { 2026-10-14T01:00Z: { data: ${figures}, sms: { cost: null }, sat_geo_data: { volume: 3 }, other: 2 } } }`;
    const [endpoint] = story(`${WHEN}${IN_PLACE}endpoints: [{ id: 1, name: a, months: ${months} }]\n`).endpoints;
    expect(endpoint?.figures[0]?.traffic).toEqual({
      data: { cost: '4.10', volume: '12.5', currency: 'USD', lastUpdated: '2026-10-13T00:00:00.000Z' },
      sms: { cost: null, volume: '1' },
      sat_geo_data: { volume: '3' },
      other: { cost: '2', volume: '1' },
    });
  });

  test.each([
    ['20', 20],
    ['"12.50"', '12.50'],
    ['null', null],
  ])('says where emnify takes the fleet offline: %s', (written, limit) => {
    expect(story(`${WHEN}${IN_PLACE}endpoints: []\nmonthlyCostLimit: ${written}\n`).monthlyCostLimit).toBe(limit);
  });

  test('says once what many devices have alike', () => {
    const months = '{ 2026-10: { 2026-10-14T01:00Z: { data: "6" } } }';
    const { endpoints } = story(
      `${WHEN}${IN_PLACE}endpoints: [{ id: 10, name: cam, tags: x, count: 3, months: ${months} }, { id: 1, name: one, count: 1 }]\n`,
    );
    expect(endpoints.map(({ id, name, tags, figures }) => [id, name, tags, figures.length])).toEqual([
      [10, 'cam-1', 'x', 1],
      [11, 'cam-2', 'x', 1],
      [12, 'cam-3', 'x', 1],
      [1, 'one', null, 0],
    ]);
  });
});

describe('budgets of a story', () => {
  test('are in force in the order of their times, whatever the order in the file', () => {
    const of = (limit: number) => `config: { currency: EUR, budgets: [{ name: every-device, limit: ${limit} }] }`;
    const read = story(`${WHEN}endpoints: []\nbudgets:\n  - { at: 2026-10-14T12:00Z, ${of(6)} }\n  - { ${of(5)} }\n`);
    expect(read.budgets.map(({ at, file }) => [at.toISOString(), file.plan.budgets[0]?.limit])).toEqual([
      ['2026-10-14T00:00:00.000Z', '5'],
      ['2026-10-14T12:00:00.000Z', '6'],
    ]);
  });

  test('from a file are read from beside the story', () => {
    mkdirSync(join(folder, 'budgets'), { recursive: true });
    write('budgets/five.yaml', `${BUDGETS}sweep: 15 minutes\n`);
    const [budgets] = story(`${WHEN}endpoints: []\nbudgets: [{ file: budgets/five.yaml }]\n`).budgets;
    expect(budgets?.file).toMatchObject({
      sweepMinutes: 15,
      plan: { budgets: [{ name: 'every-device', limit: '5' }] },
    });
  });

  test('from a file with a mistake give its line, and one that is not there is named', () => {
    write('bad.yaml', BUDGETS.replace('limit: 5', 'limit: -5'));
    const of = (file: string) => mistakes(`${WHEN}endpoints: []\nbudgets: [{ file: ${file} }]\n`);
    expect(of('bad.yaml')).toMatch(/bad\.yaml[\s\S]*line 2: .*-5/);
    expect(of('none.yaml')).toMatch(/none\.yaml is not there/);
  });
});

describe('an entry of budgets', () => {
  const of = (entry: string) => mistakes(`${WHEN}endpoints: []\nbudgets: [${entry}]\n`);

  test('without any are refused', () => {
    expect(of('{ at: 2026-10-14T00:00Z }')).toMatch(/budgets/);
  });

  test('with a file and budgets in place, too, are refused: only one of them could hold', () => {
    write('five.yaml', BUDGETS);
    const config = '{ currency: EUR, budgets: [{ name: every-device, limit: 6 }] }';
    expect(of(`{ file: five.yaml, config: ${config} }`)).toMatch(/config|file/);
  });
});

describe('mutes of a story', () => {
  const mutesOf = ({ budgets }: Story) => budgets.map(({ file }) => file.plan.mutes.map(({ reason }) => reason));

  test('hold beside those in place, in every budgets file of the story', () => {
    const own = `{ currency: EUR, budgets: [{ name: every-device, limit: 5 }], mutes: [${MUTE.replace('load test', 'own')}] }`;
    const plain = '{ currency: EUR, budgets: [{ name: every-device, limit: 6 }] }';
    const read = story(
      `${WHEN}endpoints: []\nmutes: [${MUTE}]\nbudgets:\n  - config: ${own}\n  - { at: 2026-10-14T12:00Z, config: ${plain} }\n`,
    );
    expect(mutesOf(read)).toEqual([['own', 'load test'], ['load test']]);
    expect(read.budgets[0]?.file.plan.mutes[1]).toMatchObject({
      match: { ids: ['1'] },
      until: '2026-10-16T06:00:00.000Z',
      who: 'anna',
    });
  });

  test('hold beside those of a budgets file, which stays as it is otherwise', () => {
    write('muted.yaml', `${BUDGETS}notify: 5 minutes\nmutes: [${MUTE.replace('load test', 'own')}]\n`);
    const read = story(`${WHEN}endpoints: []\nmutes: [${MUTE}]\nbudgets: [{ file: muted.yaml }]\n`);
    expect([mutesOf(read), read.budgets[0]?.file.notifyMinutes]).toEqual([[['own', 'load test']], 5]);
  });

  test('with a mistake are refused, in place and beside a file', () => {
    write('five.yaml', BUDGETS);
    const mute = MUTE.replace(', who: anna', '');
    for (const budgets of [IN_PLACE, 'budgets: [{ file: five.yaml }]\n']) {
      expect(mistakes(`${WHEN}endpoints: []\nmutes: [${mute}]\n${budgets}`)).toMatch(/story\.yaml[\s\S]*who/);
    }
  });

  test('of a budget that no file has are refused', () => {
    const mute = '{ budget: every-devise, until: 2026-10-16, reason: test, who: anna }';
    expect(mistakes(`${WHEN}${IN_PLACE}endpoints: []\nmutes: [${mute}]\n`)).toMatch(
      /every-devise.*no budget has this name/,
    );
  });

  test('beside a budgets file that is not there or is no YAML do not hide that', () => {
    write('broken.yaml', 'budgets: [\n');
    const of = (file: string) => mistakes(`${WHEN}endpoints: []\nmutes: [${MUTE}]\nbudgets: [{ file: ${file} }]\n`);
    expect(of('nowhere.yaml')).toMatch(/nowhere\.yaml/);
    expect(of('broken.yaml')).toMatch(/broken\.yaml/);
  });
});

describe('what is wrong with a story', () => {
  const with1 = (more: string) => `${WHEN}${IN_PLACE}endpoints: [{ id: 1, name: a, ${more} }]\n`;
  const figuresOf = (figures: string) => with1(`months: { 2026-10: { 2026-10-14T01:00Z: ${figures} } }`);

  test.each<[string, string, RegExp]>([
    ['nothing in it', '', /the story/],
    ['no YAML', 'start: [', /cannot be read/],
    ['an unknown key', `${WHEN}${IN_PLACE}endpoints: []\nendpoint: []\n`, /the unknown key endpoint/],
    ['an unknown key of a device', with1('tag: x'), /endpoints\.0 has the unknown key tag/],
    ['no start', `end: 2026-10-15T00:00Z\n${IN_PLACE}endpoints: []\n`, /start/],
    ['no moment', `start: tomorrow\nend: 2026-10-15T00:00Z\n${IN_PLACE}endpoints: []\n`, /start: is no moment such as/],
    [
      'an end before the start',
      `start: 2026-10-15T00:00Z\nend: 2026-10-15T00:00Z\n${IN_PLACE}endpoints: []\n`,
      /end is not after start/,
    ],
    ['no budgets', `${WHEN}budgets: []\nendpoints: []\n`, /budgets: needs at least one entry/],
    ['an unknown status', with1('status: Suspended'), /endpoints\.0\.status/],
    ['no count', with1('count: 0'), /endpoints\.0\.count/],
    ['half a device', with1('count: 1.5'), /endpoints\.0\.count/],
    ['a tariff that is a number', with1('tariff: 7'), /endpoints\.0\.tariff/],
    ['active in words', with1('active: "yes"'), /endpoints\.0\.active/],
    ['no month', with1('months: { October: {} }'), /endpoints\.0\.months/],
    ['figures at no moment', with1('months: { 2026-10: { noon: { data: "1" } } }'), /endpoint a: noon is no moment/],
    ['a cost with a comma', figuresOf('{ data: "4,10" }'), /endpoints\.0\.months\.2026-10/],
    ['a cost with its currency', figuresOf('{ data: { cost: "EUR 4" } }'), /endpoints\.0\.months\.2026-10/],
    ['an unknown word among figures', figuresOf('{ data: { price: "4" } }'), /endpoints\.0\.months\.2026-10/],
    [
      'figures added up at no moment',
      figuresOf('{ data: { cost: "4", updated: never } }'),
      /endpoints\.0\.months\.2026-10/,
    ],
    [
      'a limit of emnify that is no amount',
      `${WHEN}${IN_PLACE}endpoints: []\nmonthlyCostLimit: much\n`,
      /monthlyCostLimit/,
    ],
    [
      'an unknown fault',
      `${WHEN}${IN_PLACE}endpoints: []\nfaults: [{ from: 2026-10-14T00:00Z, to: 2026-10-14T02:00Z, service: emnify, kind: asleep }]\n`,
      /the fault "emnify asleep" is not known\. Known are: emnify: unavailable, throttled/,
    ],
    [
      'an expectation within no time',
      `${WHEN}${IN_PLACE}endpoints: []\nexpect: [{ at: 2026-10-14T01:00Z, within: soon }]\n`,
      /expect\.0\.within: is no duration such as 65 minutes/,
    ],
    [
      'an expectation without a moment',
      `${WHEN}${IN_PLACE}endpoints: []\nexpect: [{ endpoint: a }]\n`,
      /expect\.0\.at/,
    ],
    [
      'a mistake in budgets in place',
      `${WHEN}${IN_PLACE.replace('limit: 5', 'limit: -5')}endpoints: []\n`,
      /budgets from 2026-10-14T00:00:00\.000Z: .*-5/,
    ],
  ])('is named with its place: %s', (_, text, message) => {
    expect(mistakes(text)).toMatch(message);
  });

  test('is named all at once', () => {
    const complaints = mistakes(`${WHEN}${IN_PLACE}endpoints: [{ id: 1, name: a, count: 0 }, { id: x, name: b }]\n`);
    expect([complaints.includes('endpoints.0.count'), complaints.includes('endpoints.1.id')]).toEqual([true, true]);
  });

  test('is two devices with one id, be it among many alike', () => {
    const twice = (more: string) => `${WHEN}${IN_PLACE}endpoints: [{ id: 1, name: a, ${more} }, { id: 2, name: b }]\n`;
    expect(story(twice('count: 1')).endpoints).toHaveLength(2);
    expect(mistakes(twice('count: 2'))).toMatch(/\b2\b/);
  });

  test('is a file that is not there', () => {
    const path = join(folder, 'nowhere.yaml');
    expect(() => readStory(path, 'nowhere.yaml')).toThrow(
      new SettingsError(`nowhere.yaml is not there: ${path} was looked for. Write the path of a file.`),
    );
    expect(() => readStory(folder, 'stories')).toThrow('stories cannot be read: EISDIR. Make it a file');
  });

  test('is budgets that are not there, named as the story calls them', () => {
    const budgets = 'budgets: [{ file: budgets.yaml }]\n';
    const complaint = `budgets.yaml is not there: ${join(folder, 'budgets.yaml')} was looked for.`;
    expect(mistakes(`${WHEN}${budgets}endpoints: []\n`)).toContain(complaint);
    expect(mistakes(`${WHEN}${budgets}endpoints: []\nmutes: [${MUTE}]\n`)).toContain(complaint);
  });
});
