import { SNSClient } from '@aws-sdk/client-sns';
import { createClaims } from '../../../functions/aws/claims.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../../functions/aws/deliveries.ts';
import { createFleetRecords } from '../../../functions/aws/fleet-records.ts';
import { createFleetViews } from '../../../functions/aws/fleet-views.ts';
import { createPresses } from '../../../functions/aws/presses.ts';
import { createRunRecords } from '../../../functions/aws/run-records.ts';
import { createSubscriptions } from '../../../functions/aws/subscriptions.ts';
import { createWatchdogMemories } from '../../../functions/aws/watchdog-memory.ts';
import { planInForce } from '../../../functions/contracts/presses.ts';
import type { BudgetsInForce } from '../../../functions/domain/budgets/kept-budgets.ts';
import type { PageQuery, PageView } from '../../../functions/domain/page/views.ts';
import { countedFrom } from '../../../functions/domain/presses/decisions.ts';
import { periodOf } from '../../../functions/domain/values/month.ts';
import type { DispatchDeps } from '../../../functions/page/dispatch.ts';
import { type CsvPart, readCsv } from '../../../functions/page/read-csv.ts';
import { readDevice } from '../../../functions/page/read-device.ts';
import { readFleet } from '../../../functions/page/read-fleet.ts';
import { readHealth } from '../../../functions/page/read-health.ts';
import { readMessages } from '../../../functions/page/read-messages.ts';
import { localClientSettings } from '../aws/client-settings.ts';
import type { Cloud } from '../host/cloud.ts';

/** Our share of emnify's monthly quota, as a deployment has it by default. */
const REQUESTS_PER_MONTH = 5_000_000;

/** All that the views read from. */
export type PageDeps = Omit<DispatchDeps, 'render' | 'renderCsv'>;

export interface PageReader {
  read(query: PageQuery): Promise<PageView>;
  csv(list: string | undefined, from: string | undefined): Promise<CsvPart>;
}

/** What the function `page` reads from, over the tables of this machine. */
export function pageDeps(cloud: Cloud, inForce: () => Promise<BudgetsInForce>): PageDeps {
  const { documents, names, sns } = cloud;
  const now = (): Date => new Date();
  const presses = createPresses(names.costHistory, documents);
  const { mail = '', text = '', event = '' } = sns.topicArns;
  return {
    presses,
    budgets: planInForce({ budgets: inForce, presses, now }),
    costHistory: createCostHistory(names.costHistory, documents),
    fleet: createFleetRecords(names.costHistory, documents),
    fleetViews: createFleetViews(names.costHistory, documents),
    runs: createRunRecords(names.costHistory, documents),
    watchdog: createWatchdogMemories(names.costHistory, documents),
    notificationLog: createClaims(names.notificationLog, documents),
    deliveries: createDeliveries(names.notificationLog, documents),
    subscriptions: createSubscriptions({ mail, text, event }, new SNSClient(localClientSettings(sns.url))),
    recipients: [
      ...cloud.recipients.email.map(({ to, from }) => ({ channel: 'mail' as const, address: to, from })),
      ...cloud.recipients.sms.map(({ to, from }) => ({ channel: 'text' as const, address: to, from })),
    ],
    requestsPerMonth: REQUESTS_PER_MONTH,
    now,
  };
}

/** The same for views that are read together: what they share is read once. */
export function readOnce(deps: PageDeps): PageDeps {
  const presses = deps.presses.since(countedFrom(deps.now()));
  const polling = deps.fleet.pollingState(periodOf(deps.now()));
  return { ...deps, presses: { since: () => presses }, fleet: { pollingState: () => polling } };
}

/** Reads the page from the tables of this machine, with the code of the function `page`. */
export function pageReader(deps: PageDeps): PageReader {
  return {
    async read(query) {
      if (query.view === 'fleet') return await readFleet(deps, query);
      if (query.view === 'device') return await readDevice(deps, query.endpoint);
      return query.view === 'messages' ? await readMessages(deps) : await readHealth(deps);
    },
    csv: (list = 'all', from) => readCsv(deps, { list: list as 'all', ...(from !== undefined && { from }) }),
  };
}
