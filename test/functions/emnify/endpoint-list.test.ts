import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseEndpoint, readPageInfo } from '../../../functions/emnify/endpoint-list.ts';

const PLAIN = { id: '7', name: '', tags: [], status: '' };

describe('an item of the list', () => {
  test('as emnify recorded it', () => {
    const item = {
      id: 11898598,
      created: '2022-04-07T12:06:06.000+0000',
      name: 'phone no2',
      tags: 'Customer A, Project B',
      imei: '3554631177373901',
      status: { id: 0, description: 'Enabled' },
      tariff_profile: { id: 539766, name: 'demo cov policy' },
      service_profile: { id: 412, name: 'Trackers' },
      sim: { id: 4401340, iccid: '8988303000006738593', status: { id: 1, description: 'Activated' } },
    };
    expect(parseEndpoint(item)).toEqual({
      id: '11898598',
      name: 'phone no2',
      tags: ['Customer A', 'Project B'],
      status: 'Enabled',
      iccid: '8988303000006738593',
      tariffProfile: 'demo cov policy',
      serviceProfile: 'Trackers',
      imei: '3554631177373901',
      simStatus: 'Activated',
    });
  });

  test('an id is all it needs', () => {
    expect(parseEndpoint({ id: 7 })).toEqual(PLAIN);
    expect(parseEndpoint({ id: '7' })).toEqual(PLAIN);
    expect(parseEndpoint({ id: 0 })).toEqual({ ...PLAIN, id: '0' });
  });

  test.each([undefined, null, 7, '7', true, [], [{ id: 7 }], {}, { id: '' }, { id: null }, { id: {} }, { name: 'x' }])(
    '%j has none',
    (item) => {
      expect(parseEndpoint(item)).toBeUndefined();
    },
  );

  test.each([
    [undefined, ''],
    [null, ''],
    [42, '42'],
    [{}, ''],
    ['  as written ', '  as written '],
  ])('the name %j', (name, expected) => {
    expect(parseEndpoint({ id: 7, name })).toEqual({ ...PLAIN, name: expected });
  });

  test.each([
    [undefined, []],
    [null, []],
    ['', []],
    [' ', []],
    [',, ,', []],
    ['demo', ['demo']],
    ['Customer A, Project B,Device C ,  Version 0.1', ['Customer A', 'Project B', 'Device C', 'Version 0.1']],
    ['Phone, phone, Phone', ['Phone', 'phone']],
    ['cost-limit=7.50, x', ['cost-limit=7.50', 'x']],
    [7, []],
    [['a'], []],
  ])('the tags %j', (tags, expected) => {
    expect(parseEndpoint({ id: 7, tags })).toEqual({ ...PLAIN, tags: expected });
  });

  const listed = (...names: unknown[]) => names.map((name, nth) => ({ id: nth, name, tag_color: { id: 1 } }));

  test.each<[string, unknown, unknown, string[]]>([
    ['alone', null, listed('truck', 'berlin'), ['truck', 'berlin']],
    ['in any order, each once', 'truck, berlin', listed('berlin', ' truck ', 'berlin'), ['berlin', 'truck']],
    [
      'whole, and not as their parts',
      '50,truck,cost-limit=7',
      listed('cost-limit=7,50', 'truck'),
      ['cost-limit=7,50', 'truck'],
    ],
    [
      'beside what only the joined text has, so that no budget loses its devices',
      'a, b',
      listed('a', null),
      ['a', 'b'],
    ],
    ['not where there are none', 'a,b', [], ['a', 'b']],
    ['not where none has a name', 'a,b', [...listed('', ' ', null, {}), 5, null], ['a', 'b']],
    ['not where they are no list', 'a', 'b', ['a']],
  ])('tag_assignments are the tags: %s', (_, tags, assignments, expected) => {
    expect(parseEndpoint({ id: 7, tags, tag_assignments: assignments })).toMatchObject({ ...PLAIN, tags: expected });
  });

  test('tags are whole where each of them is listed by itself', () => {
    const areWhole = (tags: string, assignments: unknown) =>
      parseEndpoint({ id: 7, tags, tag_assignments: assignments })?.areTagsWhole;
    expect(areWhole('a=7,4g', listed('a=7', '4g'))).toBe(true);
    expect(areWhole('', listed('a=7,50'))).toBe(true);
    expect(areWhole('a,b', listed('a'))).toBeUndefined();
    expect(areWhole('a,b', [])).toBeUndefined();
    expect(areWhole('', listed(' '))).toBeUndefined();
  });

  test.each([undefined, null, {}, 'x', { iccid: null }, { iccid: '' }, { status: {} }])('the SIM %j is none', (sim) => {
    expect(parseEndpoint({ id: 7, sim })).toEqual(PLAIN);
  });

  test.each([null, 'Enabled', 1, { id: 1 }, { description: null }])('the status %j is not known', (status) => {
    expect(parseEndpoint({ id: 7, status })).toEqual(PLAIN);
  });

  describe.each([
    ['tariff_profile', 'tariffProfile'],
    ['service_profile', 'serviceProfile'],
  ])('the %s', (sent, read) => {
    test.each<[unknown, string]>([
      [{ id: 539766, name: 'demo cov policy' }, 'demo cov policy'],
      [{ name: ' Fleet / 2 ' }, 'Fleet / 2'],
      [{ id: 1, name: 42 }, '42'],
      [{ id: 539766 }, '539766'],
      [{ id: '539766', name: null }, '539766'],
      [{ id: 0, name: '' }, '0'],
      [{ id: 7, name: ' ' }, '7'],
      [{ id: 7, name: {} }, '7'],
      [{ id: null, name: 'x' }, 'x'],
    ])('%j is %j', (profile, expected) => {
      expect(parseEndpoint({ id: 7, [sent]: profile })).toEqual({ ...PLAIN, [read]: expected });
    });

    test.each([undefined, null, {}, [], 'x', 7, true, { id: null, name: null }, { id: '', name: ' ' }, { id: {} }])(
      '%j is none',
      (profile) => {
        const endpoint = parseEndpoint({ id: 7, [sent]: profile });
        expect(endpoint).toEqual(PLAIN);
        expect(endpoint).not.toHaveProperty(read);
      },
    );
  });

  describe('with texts that are far too long', () => {
    test.each([200, 201, 140_000, 1_200_000])('the name of %d characters has 200', (length) => {
      const name = parseEndpoint({ id: 7, name: 'x'.repeat(length) })?.name;
      expect(name).toBe(length === 200 ? 'x'.repeat(200) : `${'x'.repeat(198)}..`);
    });

    test('every text is cut but the id', () => {
      const [long, cut] = ['8'.repeat(10_000), `${'8'.repeat(198)}..`];
      const profile = { id: long, name: ' ' };
      const item = {
        ...{ id: 7, name: long, tags: `a,${long},b`, tag_assignments: [{ name: long }, { name: 'c' }] },
        ...{ status: { description: long }, sim: { iccid: long }, tariff_profile: profile, service_profile: profile },
      };
      expect(parseEndpoint(item)).toEqual({
        ...{ id: '7', name: cut, tags: [cut, 'c', 'a', 'b'], status: cut, iccid: cut },
        ...{ tariffProfile: cut, serviceProfile: cut },
      });
    });

    test('a tag of 100,000 characters takes no other away', () => {
      expect(parseEndpoint({ id: 7, tags: `${'y'.repeat(100_000)},cost-limit=7.50` })?.tags).toEqual([
        `${'y'.repeat(198)}..`,
        'cost-limit=7.50',
      ]);
    });

    test('of 50,000 tags the first are kept, up to 2,000 units of them', () => {
      const tags = Array.from({ length: 50_000 }, (_, nth) => `tag-${nth}`);
      const kept = parseEndpoint({ id: 7, tags: tags.join(', ') })?.tags ?? [];
      expect(kept).toEqual(tags.slice(0, kept.length));
      expect(kept.join('').length).toBeGreaterThan(1_990);
      expect(kept.join('').length).toBeLessThanOrEqual(2_000);
    });

    test.each([
      ['400 digits', '1'.repeat(400)],
      ['200 emoji', '🚀'.repeat(200)],
    ])('an id of %s is one', (_, id) => {
      expect(parseEndpoint({ id })).toEqual({ ...PLAIN, id });
    });

    test.each([
      ['401 digits', '1'.repeat(401)],
      ['201 emoji', '🚀'.repeat(201)],
    ])('an id of %s is none: a part of it would be that of another endpoint', (_, id) => {
      expect(parseEndpoint({ id })).toBeUndefined();
    });
  });

  test('whatever else is in it, an item with an id is an endpoint', () => {
    const keys = ['name', 'tags', 'tag_assignments', 'status', 'sim', 'tariff_profile', 'service_profile', '__proto__'];
    const item = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(item, fc.nat(), (rest, id) => {
        const endpoint = parseEndpoint({ ...rest, id });
        expect(endpoint?.id).toBe(String(id));
        expect(
          [endpoint?.name, endpoint?.status, ...(endpoint?.tags ?? [null])].every((x) => typeof x === 'string'),
        ).toBe(true);
      }),
    );
  });

  test('arbitrary JSON never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (item) => void parseEndpoint(item)));
  });
});

describe('where a page stands', () => {
  test.each<[Record<string, string>, { totalPages?: number; totalCount?: number }]>([
    [{}, {}],
    [
      { 'X-Total-Pages': '3', 'X-Total-Count': '2500' },
      { totalPages: 3, totalCount: 2500 },
    ],
    [
      { 'X-Pages': '3', 'X-Count': '2500' },
      { totalPages: 3, totalCount: 2500 },
    ],
    [{ 'x-total-pages': '3', 'x-pages': '9' }, { totalPages: 3 }],
    [{ 'X-Total-Pages': '', 'X-Pages': '3' }, { totalPages: 3 }],
    [
      { 'X-Total-Pages': '0', 'X-Total-Count': '0' },
      { totalPages: 0, totalCount: 0 },
    ],
    [{ 'X-Total-Pages': '', 'X-Total-Count': ' ' }, {}],
    [{ 'X-Total-Pages': '-1', 'X-Total-Count': '1.5' }, {}],
    [{ 'X-Total-Pages': '0x10', 'X-Total-Count': '1e3' }, {}],
    [{ 'X-Total-Pages': '3, 3', 'X-Total-Count': 'many' }, {}],
  ])('%j', (headers, expected) => {
    const { totalPages, totalCount } = readPageInfo(new Headers(headers));
    expect({ totalPages, totalCount }).toEqual({ totalPages: undefined, totalCount: undefined, ...expected });
  });
});
