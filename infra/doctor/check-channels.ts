import { CHANNELS, type Channel } from '../../functions/domain/messages/channel.ts';
import type { ChannelTrouble } from '../../functions/domain/messages/delivery.ts';
import { formatMoment } from '../../functions/domain/values/month.ts';
import { plural, singleLine } from '../../functions/domain/values/text.ts';
import { type Finding, paragraph, right, unknown, wrong } from './finding.ts';
import type { RecordReaders } from './readers.ts';
import { judged } from './reading.ts';

const SUBJECTS: Record<Channel, string> = { text: 'texts', mail: 'mails', event: 'events for machines' };

/** Refusals in a row until a channel counts as failing. */
const FAILS_FROM = 2;

/** Judges whether SNS takes the messages of each channel. */
export async function checkChannels({ channels }: Pick<RecordReaders, 'channels'>): Promise<Finding[]> {
  return judged('channels', await channels(), (troubles) =>
    CHANNELS.map((channel) =>
      channelFinding(
        SUBJECTS[channel],
        troubles.find((trouble) => trouble.channel === channel),
      ),
    ),
  );
}

function channelFinding(subject: string, trouble: ChannelTrouble | undefined): Finding {
  if (trouble === undefined) return right(subject, 'SNS refuses none');
  const { failures, since, code } = trouble;
  const found = `SNS refuses them since ${formatMoment(new Date(since))}, ${plural(failures, 'time')}: ${singleLine(code)}`;
  return failures >= FAILS_FROM
    ? wrong(subject, found, paragraph('Channel fails'))
    : unknown(subject, found, 'They are tried again within minutes: run this again then.');
}
