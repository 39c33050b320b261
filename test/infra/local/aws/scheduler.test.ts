import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { AwsFault } from '../../../../infra/local/aws/http-stand-in.ts';
import { type SchedulerStandIn, startScheduler } from '../../../../infra/local/aws/scheduler.ts';

let scheduler: SchedulerStandIn;
let client: SchedulerClient;

beforeEach(async () => {
  scheduler = await startScheduler({
    'sweep-1': { group: 'costs', state: 'ENABLED', expression: 'rate(5 minutes)' },
    other: { group: 'default', state: 'DISABLED', expression: 'rate(1 hour)' },
  });
  client = new SchedulerClient({ ...localClientSettings(scheduler.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await scheduler.close();
});

const get = (Name: string, GroupName?: string) => client.send(new GetScheduleCommand({ Name, GroupName }));

test('lists schedules of all groups by the beginning of their names', async () => {
  const { Schedules } = await client.send(new ListSchedulesCommand({ NamePrefix: 'sweep' }));
  expect(Schedules).toMatchObject([{ Name: 'sweep-1', GroupName: 'costs', State: 'ENABLED' }]);
});

test('shows a schedule in its group only', async () => {
  expect(await get('sweep-1', 'costs')).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'rate(5 minutes)' });
  expect(await get('other')).toMatchObject({ State: 'DISABLED' });
  await expect(get('sweep-1')).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(get('none', 'costs')).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('refuses every other action, and those that it is told to refuse', async () => {
  const deletion = client.send(new DeleteScheduleCommand({ Name: 'other' }));
  await expect(deletion).rejects.toMatchObject({ name: 'UnknownOperationException' });
  scheduler.refusals.set('GetSchedule', new AwsFault(403, 'AccessDeniedException', 'not authorized'));
  await expect(get('other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
