import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { type BudgetsFile, checkBudgets } from '../../../functions/budgets-file/budgets.ts';
import { readBudgetsFile } from '../../budgets-file.ts';
import { SettingsError, section } from '../../settings-error.ts';
import type { SimulatedTraffic, TrafficFigures } from '../emnify-simulator/fleet.ts';
import { FAULTS } from './faults.ts';

/** The content of a story file, with every moment as a date. */
export interface Story {
  start: Date;
  end: Date;
  /** Ascending; the first is in force from the beginning. */
  budgets: { at: Date; file: BudgetsFile }[];
  endpoints: StoryEndpoint[];
  /** The limit that `/organisation/my` reports; the simulator's default if absent. */
  monthlyCostLimit?: number | string | null;
  faults: { from: Date; to: Date; service: string; kind: string }[];
  /** Absent if the story is only played, without a comparison. */
  expect?: Expectation[];
}

export interface StoryEndpoint {
  id: number;
  name: string;
  tags: string | null;
  status: 'Enabled' | 'Disabled' | 'Deleted';
  iccid?: string;
  tariffProfile?: string;
  serviceProfile?: string;
  activeLastHour?: boolean;
  /** The figures of a month that emnify reports from a moment on, ascending. */
  figures: { at: Date; month: string; traffic: SimulatedTraffic }[];
}

/** An expected alert. It has to match every key that is present. */
export interface Expectation {
  at: Date;
  /** The latest time of the alert, in minutes after `at`. */
  withinMinutes: number;
  endpoint?: string;
  /** The number of endpoints in the message. */
  endpoints?: number;
  budget?: string;
  threshold?: number;
  kind?: string;
  severity?: string;
  /** A part of the subject. */
  subject?: string;
}

const moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is no moment such as 2026-10-14T08:10Z')
  .transform((text) => new Date(text));
const amount = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, 'is no amount such as "4.10"')]);
const figures = z.strictObject({
  cost: amount.nullish(),
  volume: amount.optional(),
  currency: z.string().optional(),
  /** The time of emnify's figures; a quarter of an hour ago if left out. */
  updated: moment.optional(),
});
const duration = z
  .string()
  .regex(/^\d+ (minute|hour|day)s?$/, 'is no duration such as 65 minutes')
  .transform(minutesIn);

const storySchema = z.strictObject({
  start: moment,
  end: moment,
  budgets: z
    .array(z.strictObject({ at: moment.optional(), config: z.unknown().optional(), file: z.string().optional() }))
    .min(1, 'needs at least one entry'),
  endpoints: z.array(
    z.strictObject({
      id: z.int(),
      /** The number of such endpoints, with consecutive ids and numbered names. */
      count: z.int().min(1).default(1),
      name: z.string(),
      tags: z.string().nullable().default(null),
      status: z.enum(['Enabled', 'Disabled', 'Deleted']).default('Enabled'),
      iccid: z.string().optional(),
      tariff: z.string().optional(),
      service: z.string().optional(),
      /** Whether `last_hour` shows traffic. */
      active: z.boolean().optional(),
      months: z
        .record(
          z.string().regex(/^\d{4}-\d{2}$/, 'is no month such as 2026-10'),
          z.record(z.string(), z.record(z.string(), z.union([amount, figures]))),
        )
        .default({}),
    }),
  ),
  /** Mutes as in a budgets file. They apply in addition to those of every budgets file of the story. */
  mutes: z.array(z.unknown()).default([]),
  /** The limit at which emnify takes the whole fleet offline. */
  monthlyCostLimit: amount.nullish(),
  faults: z.array(z.strictObject({ from: moment, to: moment, service: z.string(), kind: z.string() })).default([]),
  expect: z
    .array(
      z.strictObject({
        at: moment,
        within: duration.default(65),
        endpoint: z.string().optional(),
        endpoints: z.int().optional(),
        budget: z.string().optional(),
        threshold: z.int().optional(),
        kind: z.string().optional(),
        severity: z.enum(['warning', 'critical']).optional(),
        subject: z.string().optional(),
      }),
    )
    .optional(),
});
type StoryFile = z.output<typeof storySchema>;

/**
 * Reads a story from a YAML file.
 *
 * @param name the name of the file in problems
 * @throws {SettingsError} naming every problem with its place
 */
export function readStory(path: string, name = path): Story {
  const parsed = storySchema.safeParse(contentOf(path, name));
  if (!parsed.success) throw problems(name, parsed.error.issues.map(problemOf));
  const { start, end, expect, monthlyCostLimit } = parsed.data;
  if (end <= start) throw problems(name, ['end is not after start']);
  const endpoints = parsed.data.endpoints.flatMap((endpoint) => endpointsOf(endpoint, name));
  const ids = endpoints.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) throw problems(name, [`two endpoints have the id ${[...new Set(twice)].join(', ')}`]);
  return {
    start,
    end,
    budgets: budgetsOf(parsed.data, { path, name }),
    endpoints,
    ...(monthlyCostLimit !== undefined && { monthlyCostLimit }),
    faults: parsed.data.faults.map((fault) => knownFault(fault, name)),
    ...(expect && { expect: expect.map(({ within, ...rest }) => ({ ...rest, withinMinutes: within })) }),
  };
}

function contentOf(path: string, name: string): unknown {
  const text = textOf(path, name);
  try {
    return parse(text);
  } catch (error) {
    throw problems(name, [`it cannot be read: ${error instanceof Error ? error.message : error}`]);
  }
}

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      code === 'ENOENT'
        ? `${name} is not there: ${resolve(path)} was looked for. Write the path of a file.`
        : `${name} cannot be read: ${code}. Make it a file that you may read.`,
    );
  }
}

function budgetsOf(
  { budgets, mutes, start }: StoryFile,
  { path, name }: { path: string; name: string },
): Story['budgets'] {
  return budgets
    .map(({ at = start, config, file }) => {
      if (file !== undefined && config !== undefined) {
        throw problems(name, [`budgets from ${at.toISOString()} have both file and config: leave one out`]);
      }
      const fromFile = file === undefined ? undefined : resolve(dirname(path), file);
      if (fromFile !== undefined && mutes.length === 0) return { at, file: readBudgetsFile(fromFile, { name: file }) };
      const checked = checkBudgets(
        withMutes(fromFile === undefined ? config : contentOf(fromFile, file ?? fromFile), mutes),
      );
      if ('file' in checked) return { at, file: checked.file };
      const found = checked.problems.map(({ message, remedy }) => ({
        message: `budgets from ${at.toISOString()}: ${message}`,
        remedy,
      }));
      throw new SettingsError(section(name, found));
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Adds the story's own mutes to those of a budgets file. Their mistakes are reported with those of the file. */
function withMutes(config: unknown, mutes: unknown[]): unknown {
  if (mutes.length === 0 || typeof config !== 'object' || config === null) return config;
  const own = 'mutes' in config && Array.isArray(config.mutes) ? config.mutes : [];
  return { ...config, mutes: [...own, ...mutes] };
}

function endpointsOf(written: StoryFile['endpoints'][number], name: string): StoryEndpoint[] {
  const { count, ...endpoint } = written;
  if (count === 1) return [endpointOf(endpoint, name)];
  return Array.from({ length: count }, (_, index) =>
    endpointOf({ ...endpoint, id: endpoint.id + index, name: `${endpoint.name}-${index + 1}` }, name),
  );
}

function endpointOf(
  { months, tariff, service, active, ...endpoint }: Omit<StoryFile['endpoints'][number], 'count'>,
  name: string,
): StoryEndpoint {
  const figuresOverTime = Object.entries(months).flatMap(([month, entries]) =>
    Object.entries(entries).map(([at, traffic]) => {
      const date = new Date(at);
      if (Number.isNaN(date.getTime()))
        throw problems(name, [`endpoint ${endpoint.name}: ${at} is no moment such as 2026-10-14T08:10Z`]);
      return {
        at: date,
        month,
        traffic: Object.fromEntries(Object.entries(traffic).map(([type, said]) => [type, figuresOf(said)])),
      };
    }),
  );
  return {
    ...endpoint,
    ...(tariff !== undefined && { tariffProfile: tariff }),
    ...(service !== undefined && { serviceProfile: service }),
    ...(active !== undefined && { activeLastHour: active }),
    figures: figuresOverTime.sort((a, b) => a.at.getTime() - b.at.getTime()),
  };
}

/** Reads figures: `"4.10"` is a cost, with some volume so that there is traffic. */
function figuresOf(said: string | number | z.output<typeof figures>): TrafficFigures {
  const { cost, volume, currency, updated } = typeof said === 'object' ? said : { cost: said };
  return {
    volume: String(volume ?? 1),
    ...(cost !== undefined && { cost: cost === null ? null : String(cost) }),
    ...(currency && { currency }),
    ...(updated && { lastUpdated: updated.toISOString() }),
  };
}

function knownFault<Fault extends { service: string; kind: string }>(fault: Fault, name: string): Fault {
  const { service, kind } = fault;
  if (FAULTS[service]?.[kind]) return fault;
  const known = Object.entries(FAULTS).map(([name, kinds]) => `${name}: ${Object.keys(kinds).join(', ')}`);
  throw problems(name, [`the fault "${service} ${kind}" is not known. Known are: ${known.join('; ')}`]);
}

function problemOf(issue: z.core.$ZodIssue): string {
  const place = issue.path.join('.') || 'the story';
  if (issue.code === 'unrecognized_keys') return `${place} has the unknown key ${issue.keys.join(', ')}`;
  // Messages of zod begin with a capital letter, ours do not.
  return `${place}: ${/^[A-Z]/.test(issue.message) ? 'is missing or has another form than documented' : issue.message}`;
}

function problems(name: string, messages: string[]): SettingsError {
  return new SettingsError(
    section(
      name,
      messages.map((message) => ({ message, remedy: 'See docs/commands.md#stories for the format.' })),
    ),
  );
}

function minutesIn(text: string): number {
  const [count, unit = ''] = text.split(' ');
  return Number(count) * (unit.startsWith('minute') ? 1 : unit.startsWith('hour') ? 60 : 1440);
}
