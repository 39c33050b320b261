import type { PageView } from '../domain/page/views.ts';
import { DESCRIPTION } from './description.ts';
import type { CsvQuery, Form, PagePayload } from './payload.ts';
import { type CsvDeps, type CsvPart, readCsv } from './read-csv.ts';
import { type DeviceDeps, readDevice } from './read-device.ts';
import { type FleetDeps, readFleet } from './read-fleet.ts';
import { type HealthDeps, readHealth } from './read-health.ts';
import { type MessagesDeps, readMessages } from './read-messages.ts';

export type DispatchDeps = FleetDeps &
  DeviceDeps &
  MessagesDeps &
  HealthDeps &
  CsvDeps & {
    render: Render;
    renderCsv: RenderCsv;
  };

/** Makes HTML of a view. */
export type Render = (view: PageView, options: RenderOptions) => string;

/** Makes HTML of the first endpoints as CSV. @param command prints all of them */
export type RenderCsv = (part: CsvPart, options: RenderOptions & { command: string }) => string;

/** Where HTML is shown. */
export interface RenderOptions {
  /** As the console is; absent where it is not known. */
  theme?: 'light' | 'dark';
  /** In a dashboard of CloudWatch, where a link is an action that calls a function. */
  isWidget: boolean;
  /** This function, for links in a widget. */
  pageArn: string;
  /** The function that buttons call; absent: the page has none. */
  actArn?: string;
}

/** HTML or Markdown as text, or data. */
export type PageAnswer = string | PageView | CsvPart;

/** A popup is for a look: the command beside it prints all. */
const MOST_IN_POPUP = 1_000;

/** Does what the payload asks for: reads a view or a part of the CSV, and answers with HTML or with data. */
export async function dispatch(deps: DispatchDeps, payload: PagePayload, pageArn: string): Promise<PageAnswer> {
  if (payload.kind === 'describe') return DESCRIPTION;
  const options = optionsOf(payload, pageArn);
  if (payload.kind === 'csv') {
    const isPopup = payload.isWidget && !payload.isData;
    if (!isPopup) return await readCsv(deps, payload.query);
    const part = await readCsv(deps, payload.query, MOST_IN_POPUP);
    return deps.renderCsv(part, { ...options, command: commandFor(payload.query, pageArn) });
  }
  const view = await read(deps, payload.query);
  return payload.isData ? view : deps.render(view, options);
}

async function read(deps: DispatchDeps, query: Extract<PagePayload, { kind: 'view' }>['query']): Promise<PageView> {
  if (query.view === 'fleet') return await readFleet(deps, query);
  if (query.view === 'device') return await readDevice(deps, query.endpoint);
  return query.view === 'messages' ? await readMessages(deps) : await readHealth(deps);
}

function optionsOf({ isWidget, actArn, theme }: Form, pageArn: string): RenderOptions {
  return { isWidget, pageArn, ...(theme && { theme }), ...(actArn !== undefined && { actArn }) };
}

/** The command that prints the first part of all. A name of a tag cannot end the quotes of the shell. */
function commandFor({ list }: CsvQuery, pageArn: string): string {
  const payload = JSON.stringify({ csv: list === 'all' ? {} : { list } }).replaceAll("'", String.raw`'\''`);
  return (
    `aws lambda invoke --function-name ${pageArn} --cli-read-timeout 0 ` +
    `--cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`
  );
}
