import { parseArgs } from 'node:util';
import { readApplicationToken } from '../../../functions/contracts/application-token.ts';
import { readBaseUrl } from '../../../functions/contracts/base-url.ts';
import { singleLine } from '../../../functions/domain/values/text.ts';
import { unusableProxies } from '../host/network-variables.ts';
import { budgetsOf, type PersonFile } from './person-path.ts';

/** The options of `npm start`. */
export interface RunOptions {
  budgets: PersonFile;
  json: boolean;
  sweeps: number;
  /** Show every endpoint of the fleet. */
  all: boolean;
  help: boolean;
  /** Play the demonstration fleet's last month instead. */
  month: boolean;
  /** The real API, if the run uses it instead of the simulator. */
  emnify?: { baseUrl: string; applicationToken: string };
}

export class UsageError extends Error {}

const DEFAULT_BASE_URL = 'https://cdn.emnify.net';

export const HELP = `Runs the whole alerting on this machine: one sweep over the fleet, then every
message as its recipient would read it.

  npm start                      a demonstration fleet of 32 endpoints
  npm start -- --budgets FILE    other budgets than budgets.yaml
  npm start -- --all             every endpoint in the table, not only 15
  npm start -- --sweeps N        N sweeps in the same state: what was sent is
                                 not sent again
  npm start -- --month           sixteen of its devices through last month, hour
                                 by hour on a fast clock (some minutes)
  npm start --silent -- --json   one JSON document on standard output, words on
                                 standard error
  npm start -- --help            this text

With EMNIFY_APPLICATION_TOKEN set, it asks EMNIFY_BASE_URL (by default
${DEFAULT_BASE_URL}) for your own fleet, through the proxy of HTTPS_PROXY if
there is one. It only reads, and sends nothing: the messages are shown here.
`;

/** Reads the command line and the environment. @throws {UsageError} saying what is allowed */
export function readOptions(args: string[], environment: Record<string, string | undefined>): RunOptions {
  const values = parse(args);
  const sweeps = Number(values.sweeps);
  if (!Number.isInteger(sweeps) || sweeps < 1) {
    throw new UsageError(`--sweeps is "${values.sweeps}": it takes a whole number from 1, for example --sweeps 3.`);
  }
  if (values.month && values.sweeps !== '1') {
    throw new UsageError('--month sweeps every hour of the month: leave --sweeps out.');
  }
  if (values.month && values.all) {
    throw new UsageError('--month shows no table of the fleet: leave --all out.');
  }
  const emnify = values.help || values.month ? undefined : realEmnify(environment);
  return {
    budgets: budgetsOf(values.budgets, environment),
    json: values.json,
    sweeps,
    all: values.all,
    help: values.help,
    month: values.month,
    ...(emnify && { emnify }),
  };
}

function realEmnify(environment: Record<string, string | undefined>): RunOptions['emnify'] {
  const { EMNIFY_APPLICATION_TOKEN: stored, EMNIFY_BASE_URL: baseUrl } = environment;
  if (!stored && !baseUrl) return undefined;
  if (!stored) {
    throw new UsageError(
      'EMNIFY_BASE_URL is set and EMNIFY_APPLICATION_TOKEN is not. Set both, or neither for the demonstration.',
    );
  }
  const unusable = unusableProxies(environment);
  if (unusable.length > 0) {
    throw new UsageError(`${unusable.join(' and ')}: write the URL of a proxy, such as http://proxy.acme.io:3128.`);
  }
  return { baseUrl: originOf(baseUrl || DEFAULT_BASE_URL), applicationToken: tokenIn(stored) };
}

/** Reads the base URL. An error quotes it only if it cannot contain a password. */
function originOf(baseUrl: string): string {
  const read = readBaseUrl(baseUrl);
  if (!('reason' in read)) return read.origin;
  const written = read.isPublic ? ` "${singleLine(baseUrl)}",` : '';
  throw new UsageError(
    `EMNIFY_BASE_URL is${written} ${read.reason}: write ${read.origin ?? `a URL such as ${DEFAULT_BASE_URL}`}.`,
  );
}

function tokenIn(stored: string): string {
  const read = readApplicationToken(stored);
  if ('token' in read) return read.token;
  throw new UsageError(
    `EMNIFY_APPLICATION_TOKEN is ${read.problem}. Write the application token alone, as the emnify Portal shows it (Integrations, Application tokens).`,
  );
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        budgets: { type: 'string' },
        json: { type: 'boolean', default: false },
        sweeps: { type: 'string', default: '1' },
        all: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        month: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} See npm start -- --help.`);
  }
}
