import { CHANNELS, type Channel } from '../../../functions/domain/messages/channel.ts';
import type { Publication } from '../../../infra/local/aws/sns.ts';
import { ALERTS, OF_ENDPOINT, OF_GROUP } from './fleet.ts';

/** How often each alert was sent on each channel, by its key. */
export type Sent = Record<Channel, Map<string, number>>;

/** Whether every alert was sent, on all channels or on some. */
export function isAllSent(sent: Sent, channels: readonly Channel[] = CHANNELS): boolean {
  return channels.every((channel) => ALERTS.every((key) => sent[channel].has(key)));
}

/** The bodies of a channel, without reports. */
export function aboutAlerts(publications: Publication[], channel: Channel): string[] {
  return publications.flatMap(({ topicName, attributes, message }) =>
    topicName === channel && attributes.event?.value !== 'report' ? [message] : [],
  );
}

/** Events name their alerts by key; mails name an endpoint or a group. */
export function sentIn(publications: Publication[]): Sent {
  const counted = (keys: string[]) =>
    new Map([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
  const inWords = (body: string): string[] => [
    ...(/tracker-1|endpoint 1\b/.test(body) ? [OF_ENDPOINT] : []),
    ...(body.includes('group together') ? [OF_GROUP] : []),
  ];
  const inEvent = (body: string): string[] => {
    const { alerts }: { alerts: { dedupKey: string }[] } = JSON.parse(body);
    return alerts.map(({ dedupKey }) => dedupKey);
  };
  return {
    text: counted(aboutAlerts(publications, 'text').flatMap(inWords)),
    mail: counted(aboutAlerts(publications, 'mail').flatMap(inWords)),
    event: counted(aboutAlerts(publications, 'event').flatMap(inEvent)),
  };
}
