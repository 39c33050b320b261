import { periodOf } from '../../functions/domain/values/month.ts';
import { checkChannels } from './check-channels.ts';
import { checkConditions } from './check-conditions.ts';
import { checkRecipients } from './check-recipients.ts';
import { checkSchedules } from './check-schedules.ts';
import { checkStack } from './check-stack.ts';
import { checkSweep } from './check-sweep.ts';
import { checkTexts } from './check-texts.ts';
import { checkToken } from './check-token.ts';
import { type FindingGroup, unknown } from './finding.ts';
import type { AwsReaders } from './readers.ts';
import { stackParts } from './stack-parts.ts';

/** The titles of the groups, in their order. */
const TITLES = {
  stack: 'Stack',
  token: 'Token',
  recipients: 'Recipients',
  texts: 'Texts',
  schedules: 'Schedules',
  sweep: 'Last sweep',
  channels: 'Channels',
  conditions: 'Conditions',
};

/** Examines a deployment. It reads, and changes nothing. */
export async function examine(
  readers: AwsReaders,
  { name, region, now }: { name: string; region: string; now: Date },
): Promise<FindingGroup[]> {
  const [stack, resources] = await Promise.all([readers.stack(), readers.resources()]);
  const groups: FindingGroup[] = [{ title: TITLES.stack, findings: checkStack({ name, region, stack, resources }) }];
  if (stack.kind === 'read' && stack.value === undefined) return groups;
  if (stack.kind === 'unread' || resources.kind === 'unread') return [...groups, ...nothingFound()];

  const parts = stackParts(stack.value?.outputs ?? {}, resources.value ?? []);
  const { evaluate, discover, notify } = parts.functions;
  const records = readers.records(parts.tables);
  const known = await records.anyEndpoint(periodOf(now));
  const endpoint = known.kind === 'read' ? known.value : undefined;
  const topicArn = parts.topics.find(({ kind }) => kind === 'text')?.arn;
  const [token, recipients, texts, schedules, sweep, channels] = await Promise.all([
    checkToken(readers, { evaluate, endpoint }),
    checkRecipients(readers, parts.topics),
    checkTexts(readers, { topicArn, notify }),
    checkSchedules(readers, parts),
    checkSweep(readers, records, { discover, now }),
    checkChannels(records),
  ]);
  // Last, as it names the items that no other check could read.
  const conditions = await checkConditions(readers, records, {
    budgetsParameter: parts.budgetsParameter,
    now,
  });
  const findings = { token, recipients, texts, schedules, sweep, channels, conditions };
  return [
    ...groups,
    ...Object.entries(findings).map(([key, found]) => ({
      title: TITLES[key as keyof typeof findings],
      findings: found,
    })),
  ];
}

/** Says that the rest of a deployment cannot be found without its stack. */
function nothingFound(): FindingGroup[] {
  return [
    {
      title: 'Everything else',
      findings: [
        unknown(
          'all other parts',
          'they are found by the outputs and resources of the stack',
          'Repair what is said above, then run this again.',
        ),
      ],
    },
  ];
}
