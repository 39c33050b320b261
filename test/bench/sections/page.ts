import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDocumentClient } from '../../../functions/aws/document-client.ts';
import { createFleetViews } from '../../../functions/aws/fleet-views.ts';
import { createPresses } from '../../../functions/aws/presses.ts';
import type { PageQuery } from '../../../functions/domain/page/views.ts';
import { readFleet } from '../../../functions/page/read-fleet.ts';
import { renderer } from '../../../functions/page/render.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';
import { createTableRequest } from '../../../infra/local/host/tables.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { NOW } from '../../fakes/samples.ts';
import { largeDirectory, largeView } from '../../fixtures/large-view.ts';
import type { Section } from '../section.ts';

const FLEETS = [1_000, 20_000, 100_000];
const MOST = { seconds: 2, kb: 200 };
const TABLE = 'costs';
const FIRST: Extract<PageQuery, { view: 'fleet' }> = { view: 'fleet', list: 'all', sort: 'urgency' };

export const page: Section = {
  name: 'page',
  title: 'The page',

  async run() {
    const rows = [];
    for (const endpoints of FLEETS) rows.push(await measured(endpoints));
    const last = rows.at(-1);
    return {
      rows,
      targets: [
        {
          what: 'The first view at 100,000 endpoints',
          wanted: `at most ${MOST.seconds} s and ${MOST.kb} KB`,
          seen: `${last?.['first view, s']} s and ${last?.['as a widget, KB']} KB`,
          reached: last !== undefined && last['first view, s'] <= MOST.seconds && last['as a widget, KB'] <= MOST.kb,
        },
      ],
      notes: [
        "Time from the question to the HTML, the slowest of five: reading from DynamoDB's stand-in, and rendering. The start of a function and the way to the browser are not in it.",
        'The fleet has twenty budgets, a tag for each endpoint, and endpoints in every state. A search reads all names.',
      ],
    };
  },
};

async function measured(endpoints: number) {
  const dynamodb = await startDynamoDb();
  const client = new DynamoDBClient(localClientSettings(dynamodb.url));
  try {
    await dynamodb.createTable(createTableRequest(TABLE, COST_HISTORY));
    const documents = createDocumentClient(client);
    const fleetViews = createFleetViews(TABLE, documents);
    await fleetViews.writeView(largeView(endpoints));
    await fleetViews.writeDirectory(largeDirectory(endpoints));
    const { render } = renderer(() => `${NOW.toISOString()}-0a0b0c`);
    const deps = { fleetViews, presses: createPresses(TABLE, documents), now: () => NOW };
    const widget = { isWidget: true, pageArn: 'arn:aws:lambda:eu-central-1:1:function:page' };
    const shown = async (query: typeof FIRST): Promise<string> => render(await readFleet(deps, query), widget);
    return {
      endpoints,
      'first view, s': await slowest(() => shown(FIRST)),
      'search, s': await slowest(() => shown({ ...FIRST, search: 'container-tracker-9' })),
      'as a widget, KB': Math.round(Buffer.byteLength(await shown(FIRST)) / 1000),
    };
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

async function slowest(work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  for (let time = 0; time < 5; time++) {
    const startedAt = performance.now();
    await work();
    most = Math.max(most, (performance.now() - startedAt) / 1000);
  }
  return Number(most.toFixed(2));
}
