import type { ComposedMessage } from '../../../../functions/domain/messages/delivery.ts';
import type { MessageKind } from './kinds.ts';

/** A document with more alerts than this is printed with its first ones only. */
const MOST_ALERTS = 3;

/** One kind of message as its recipients read it: the mail, the text, then the document for machines. */
export function printed({ messages }: MessageKind): string {
  return ['mail', 'text', 'event']
    .flatMap((channel) => messages.filter((composed) => composed.channel === channel))
    .map(section)
    .join('\n');
}

function section({ channel, message: { subject, body } }: ComposedMessage): string {
  if (channel === 'mail') return `--- Mail\nSubject: ${subject}\n\n${body.trimEnd()}\n`;
  if (channel === 'text') return `--- Text message, ${body.length} characters\n${body}\n`;
  return `--- For machines\n${document(body)}\n`;
}

function document(body: string): string {
  const { alerts, ...rest } = JSON.parse(body);
  const shown = alerts === undefined ? rest : { ...rest, alerts: alerts.slice(0, MOST_ALERTS) };
  const more =
    alerts !== undefined && alerts.length > MOST_ALERTS ? `\n(and ${alerts.length - MOST_ALERTS} more alerts)` : '';
  return `${JSON.stringify(shown, null, 2)}${more}`;
}
