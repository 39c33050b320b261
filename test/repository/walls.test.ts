import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** One import line: which file asks for what, and whether only for its types. */
interface Import {
  file: string;
  /** A path from the project's root, or the name of a package. */
  target: string;
  typeOnly: boolean;
}

const files = ['functions', 'infra', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts')),
);
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const imports: Import[] = [...sources].flatMap(([file, source]) =>
  [...source.matchAll(/^(?:import|export)( type)?\s[^;=]*?from '([^']+)'(?: with [^;]+)?;/gms)].map(
    ([, type, specifier = '']) => ({
      file,
      target: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
      typeOnly: type !== undefined,
    }),
  ),
);

const handlers = files.filter((file) => /^functions\/[^/]+\/handler\.ts$/.test(file));
/** The wiring that three handlers share. It stands behind walls of its own. */
const EMNIFY_WIRING = 'functions/runtime/emnify.ts';
const isHandler = (file: string): boolean => handlers.includes(file);
/** A lane is a folder with a handler, so that a new one stands behind the walls from its first day. */
const lanes = new Set(handlers.map(dirname));
const isUseCase = (file: string): boolean =>
  lanes.has(dirname(file)) && !/\/(handler|env|payload|record-[\w-]+)\.ts$/.test(file);

interface Wall {
  name: string;
  from: (file: string) => boolean;
  allowed: (target: string, line: Import) => boolean;
  /** A line that this wall is there to stop: what proves that it stands. */
  stops: Import;
}

const line = (file: string, target: string, typeOnly = false): Import => ({ file, target, typeOnly });

const WALLS: Wall[] = [
  {
    name: 'the domain knows nothing but itself, decimals and pure parts of Node',
    from: (file) => file.startsWith('functions/domain/'),
    allowed: (target) => /^(functions\/domain\/|big\.js$|node:(crypto|util)$)/.test(target),
    stops: line('functions/domain/costs/spend.ts', 'functions/emnify/endpoint-stats.ts', true),
  },
  {
    name: 'a use case knows the domain, the contracts, the budgets file and its own lane; all else is handed to it',
    from: isUseCase,
    allowed: (target, { file }) =>
      /^functions\/(domain|contracts|budgets-file)\//.test(target) || dirname(target) === dirname(file),
    stops: line('functions/evaluate/evaluate-endpoint.ts', 'functions/aws/cost-history.ts', true),
  },
  {
    name: 'what knows emnify knows nothing of AWS, lanes or alerts in waiting',
    from: (file) => file.startsWith('functions/emnify/'),
    allowed: (target) => /^(functions\/(domain|emnify)\/|zod$|node:)/.test(target),
    stops: line('functions/emnify/client.ts', 'functions/aws/token-secret.ts'),
  },
  {
    name: 'what knows AWS knows nothing of emnify, lanes or how a Lambda runs',
    from: (file) => file.startsWith('functions/aws/'),
    allowed: (target) => /^(functions\/(domain|contracts|budgets-file|aws)\/|@aws-|zod$)/.test(target),
    stops: line('functions/aws/topics.ts', 'functions/runtime/observability.ts'),
  },
  {
    name: 'the contracts and the budgets file know only the domain',
    from: (file) => /^functions\/(contracts|budgets-file)\//.test(file),
    allowed: (target) => /^(functions\/(domain|contracts|budgets-file)\/|zod$|jsonc-parser$|node:)/.test(target),
    stops: line('functions/budgets-file/budgets.ts', 'functions/evaluate/payload.ts'),
  },
  {
    name: 'only handlers, and the wiring that they share, reach for adapters',
    from: (file) => /^functions\/(?!aws\/|emnify\/)/.test(file) && !isHandler(file) && file !== EMNIFY_WIRING,
    allowed: (target) => !/^functions\/(aws|emnify)\//.test(target),
    stops: line('functions/runtime/request-counter.ts', 'functions/emnify/client.ts', true),
  },
  {
    name: 'the wiring of emnify reaches only for emnify, the token, and what counts the requests',
    from: (file) => file === EMNIFY_WIRING,
    allowed: (target) =>
      /^functions\/(emnify|contracts|runtime)\/|^functions\/aws\/token-secret\.ts$|^zod$/.test(target),
    stops: line(EMNIFY_WIRING, 'functions/aws/fleet-records.ts'),
  },
  {
    name: 'only handlers reach for the wiring of emnify',
    from: (file) => file.startsWith('functions/') && !isHandler(file),
    allowed: (target) => target !== EMNIFY_WIRING,
    stops: line('functions/notify/record-run.ts', EMNIFY_WIRING),
  },
  {
    name: 'the stack takes only types of the functions, and the contracts that both sides check',
    from: (file) => file.startsWith('infra/') && !/^infra\/(local|doctor)\//.test(file),
    allowed: (target, { typeOnly }) =>
      !target.startsWith('functions/') || typeOnly || /^functions\/(contracts|budgets-file)\//.test(target),
    stops: line('infra/constructs/pipeline/evaluation.ts', 'functions/evaluate/env.ts'),
  },
  {
    name: 'the checks of the doctor know only the domain, the contracts and each other: what reads AWS is handed to them',
    from: (file) => file.startsWith('infra/doctor/') && !file.startsWith('infra/doctor/aws-'),
    allowed: (target) => /^(functions\/(domain|contracts|budgets-file)\/|infra\/doctor\/(?!aws-))/.test(target),
    stops: line('infra/doctor/check-sweep.ts', 'infra/doctor/aws-readers.ts'),
  },
  {
    name: 'what reads AWS for the doctor knows no check',
    from: (file) => file.startsWith('infra/doctor/aws-'),
    allowed: (target) =>
      /^(functions\/(domain|aws)\/|@aws-sdk\/|infra\/doctor\/(aws-[\w-]+|readers|reading)\.ts$)/.test(target),
    stops: line('infra/doctor/aws-readers.ts', 'infra/doctor/check-sweep.ts'),
  },
  {
    name: 'nothing that is deployed knows this machine or the tests',
    from: (file) => /^(functions|infra)\//.test(file) && !file.startsWith('infra/local/'),
    allowed: (target) => !/^(infra\/local|test)\//.test(target),
    stops: line('infra/app.ts', 'infra/local/cli/start.ts'),
  },
];

interface House {
  folder: string;
  /** From the top down. Each answers one question; see CONTRIBUTING.md. */
  rooms: string[];
  /** A line to a room below: what proves that the order is held. */
  stops: Import;
}

const HOUSES: House[] = [
  {
    folder: 'functions/domain',
    rooms: [
      'values',
      'costs',
      'budgets',
      'polling',
      'judging',
      'presses',
      'records',
      'watchdog',
      'messages',
      'answers',
      'page',
    ],
    stops: line('functions/domain/costs/spend.ts', 'functions/domain/judging/forecast.ts', true),
  },
  {
    folder: 'infra/constructs',
    rooms: ['parts', 'pipeline', 'monitoring'],
    stops: line('infra/constructs/parts/next-steps.ts', 'infra/constructs/pipeline/notification.ts', true),
  },
  {
    folder: 'infra/local',
    rooms: ['aws', 'emnify-simulator', 'host', 'stories', 'demo', 'cli'],
    stops: line('infra/local/stories/play.ts', 'infra/local/cli/progress.ts'),
  },
];

/** The folder in a house that a file is in: a loose file at its root is in none. */
function roomOf(file: string, folder: string): string | undefined {
  const [room, ...path] = file.slice(folder.length + 1).split('/');
  return file.startsWith(`${folder}/`) && path.length > 0 ? room : undefined;
}

/** Imports from a room to one below it. */
function downwards(lines: Import[], { folder, rooms }: House): Import[] {
  const placeOf = (file: string): number => rooms.indexOf(roomOf(file, folder) ?? '');
  return lines.filter(({ file, target }) => placeOf(file) >= 0 && placeOf(target) > placeOf(file));
}

/** Files that reach themselves through their imports. */
function circlesIn(lines: Import[]): string[] {
  const targets = Map.groupBy(lines, ({ file }) => file);
  const reaches = (start: string): boolean => {
    const seen = new Set<string>();
    const open = [start];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      for (const { target } of targets.get(file) ?? []) {
        if (target === start) return true;
        if (!seen.has(target)) open.push(target);
        seen.add(target);
      }
    }
    return false;
  };
  return [...targets.keys()].filter(reaches);
}

describe('walls', () => {
  test.each(WALLS)('$name', ({ from, allowed, stops }) => {
    const guarded = imports.filter(({ file }) => from(file));
    expect(guarded).not.toEqual([]);
    expect({ stops, seen: from(stops.file), allowed: allowed(stops.target, stops) }).toEqual({
      stops,
      seen: true,
      allowed: false,
    });
    expect(files).toEqual(expect.arrayContaining([stops.file, stops.target]));
    const breaches = guarded.filter((line) => !allowed(line.target, line));
    expect(breaches.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test.each(HOUSES)('each room of $folder imports only from itself and from the rooms above it', (house) => {
    const { folder, rooms, stops } = house;
    const inside = files.filter((file) => file.startsWith(`${folder}/`));
    expect(new Set(inside.map((file) => roomOf(file, folder)))).toEqual(new Set(rooms));
    expect(downwards([stops], house)).toEqual([stops]);
    expect(files).toEqual(expect.arrayContaining([stops.file, stops.target]));
    expect(downwards(imports, house).map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('no imports run in a circle, not even those of types', () => {
    expect(circlesIn([line('a.ts', 'b.ts'), line('b.ts', 'c.ts', true), line('c.ts', 'a.ts')])).not.toEqual([]);
    expect(circlesIn(imports)).toEqual([]);
  });

  test('every import line is seen', () => {
    const written = [...sources.values()].flatMap(
      (source) => source.match(/^} from '|^import .* from '|^export .* from '/gm) ?? [],
    );
    expect(imports).toHaveLength(written.length);
  });
});

/** What a pure function and a use case get handed in instead. */
const IMPURE =
  /\bDate\.now\b|\bDate\(\s*\)|\bnew Date\b(?!\()|\bperformance\.|\bconsole\.|\bprocess\.|\bMath\.random\b|\brandomUUID\b|\bfetch\(|\bset(Timeout|Interval)\b/g;

describe('habits', () => {
  test('handlers and the wiring that they share only wire: short, and without a branch', () => {
    expect(handlers.length).toBeGreaterThanOrEqual(3);
    for (const file of [...handlers, EMNIFY_WIRING]) {
      const source = sources.get(file) ?? '';
      expect({ file, lines: source.split('\n').length > 60, branches: source.match(/\bif\b|\bswitch\b/g) }).toEqual({
        file,
        lines: false,
        branches: null,
      });
    }
  });

  test('what a use case needs from outside is said in types only, where it has a file of its own', () => {
    const needs = files.filter((file) => /^functions\/[^/]+\/[\w-]+-deps\.ts$/.test(file));
    expect(needs).not.toEqual([]);
    for (const file of needs) {
      const lines = sources.get(file)?.match(/^(import|export) .*/gm) ?? [];
      expect(lines.filter((line) => !/^(import type|export (interface|type)) /.test(line))).toEqual([]);
    }
  });

  test('the domain and the use cases have no clock, console, chance or environment of their own', () => {
    const pure = files.filter((file) => file.startsWith('functions/domain/') || isUseCase(file));
    expect(pure.length).toBeGreaterThan(10);
    const impure = pure.flatMap((file) => (sources.get(file)?.match(IMPURE) ?? []).map((use) => `${file}: ${use}`));
    expect(impure).toEqual([]);
  });

  test.each([
    'new Date()',
    'new Date( )',
    'new Date;',
    'Date()',
    'Date.now()',
    'performance.now()',
    'console.log',
    'process.env.X',
    'Math.random()',
    'randomUUID()',
    'fetch(url)',
    'setTimeout(f)',
  ])('%s is seen', (use) => {
    expect(`const x = ${use}`).toMatch(IMPURE);
    expect('const x = new Date(moment), y = z.toDate(), prefetch = unprocessed.env').not.toMatch(IMPURE);
  });

  test('nothing that is deployed is imported in a way that no wall sees', () => {
    const deployed = files.filter((file) => file.startsWith('functions/'));
    expect(deployed.length).toBeGreaterThan(40);
    const hidden = deployed.flatMap((file) =>
      (sources.get(file)?.match(/\bimport\(.*|\brequire\(.*|^import ['"].*/gm) ?? []).map((use) => `${file}: ${use}`),
    );
    expect(hidden).toEqual([]);
  });
});
