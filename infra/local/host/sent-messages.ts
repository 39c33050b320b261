import type { Publication } from '../aws/sns.ts';

/** One notification as SNS accepted it: the message on each channel, and its recipients. */
export interface SentNotification {
  subject: string;
  mail?: string;
  text?: string;
  /** The documents for machines: more than one if the alerts do not fit into one. */
  events: string[];
  attributes: Publication['attributes'];
  deliveries: (Publication['deliveries'][number] & { subject?: string })[];
}

/** Groups publications by notification, in the order in which the notifications began. */
export function sentNotifications(publications: Publication[]): SentNotification[] {
  const byRef = Map.groupBy(publications, ({ attributes }) => attributes.notification?.value ?? '');
  return [...byRef.values()].map((ofOne) => {
    const on = (topicName: string): Publication[] => ofOne.filter((publication) => publication.topicName === topicName);
    const [mail] = on('mail');
    const [text] = on('text');
    return {
      subject: mail?.subject ?? '',
      ...(mail && { mail: mail.message }),
      ...(text && { text: text.message }),
      events: on('event').map(({ message }) => message),
      attributes: (mail ?? ofOne[0])?.attributes ?? {},
      deliveries: ['mail', 'text', 'event']
        .flatMap(on)
        .flatMap(({ deliveries, subject }) => deliveries.map((delivery) => ({ ...delivery, subject }))),
    };
  });
}
