import type { Channel } from '../messages/channel.ts';
import { plural } from '../values/text.ts';
import { type Html, html } from './html.ts';
import { manyOf, whenInWords } from './page-words.ts';
import { banner, chip, dotted, empty, section, type Tone } from './parts.ts';
import type { Place } from './place.ts';
import { authorFields } from './press-form.ts';
import type { MessagesPage, MessageView, SentView } from './views.ts';

/** The view of what was sent, and what became of it. */
export function renderMessages(page: MessagesPage, place: Place): Html {
  const { notifications } = page;
  return html`<h1>Messages</h1>
<p class="lead">What SNS has accepted. Whether a message arrived, AWS does not say.</p>
${failingBanners(page)}
${waitingBanner(page)}
${resendForm(page, place)}
${section(
  notifications.length > 1 ? `The last ${manyOf(notifications.length, 'notification')}` : 'Notifications',
  notifications.length > 0
    ? html`<ul class="entries">${notifications.map((sent) => notificationEntry(sent, page.now, place))}</ul>`
    : empty('No notification was sent yet.'),
)}`;
}

const CHANNEL_TITLES: Record<Channel, string> = { text: 'Text', mail: 'Mail', event: 'Event' };

function failingBanners({ failing, now }: MessagesPage): Html[] {
  return failing.map(({ channel, since, code, reason }) =>
    banner(
      'critical',
      html`<p><b>${CHANNEL_TITLES[channel]}s fail since ${whenInWords(since, now)}.</b> ${reason} <small>(${code})</small></p>`,
      html`<p>They wait, and are tried again at least once an hour.</p>`,
    ),
  );
}

function waitingBanner({ waiting }: MessagesPage): Html | undefined {
  if (waiting === 0) return undefined;
  return banner(
    'calm',
    html`<p>${plural(waiting, 'alert')} ${waiting === 1 ? 'waits' : 'wait'} to become a part of a notification.</p>`,
  );
}

function resendForm({ notifications }: MessagesPage, place: Place): Html | undefined {
  const form = notifications.length > 0 ? place.pressForm(authorFields(place.who)) : undefined;
  return (
    form &&
    section(
      'Resend',
      form,
      html`<p class="legend">Then press Resend beside a notification: it goes to all of its recipients once more, under the same ref.</p>`,
    )
  );
}

function notificationEntry({ ref, at, subject, alerts, messages }: SentView, now: Date, place: Place): Html {
  const resend = place.press(
    'Resend',
    { resend: { ref } },
    { confirmation: `Send notification ${ref} to all of its recipients once more?`, class: 'btn small' },
  );
  return html`
<li><div class="what"><h3>${subject}</h3><div class="note">${dotted([
    whenInWords(at, now),
    manyOf(alerts, 'alert'),
    html`ref <span class="ref">${ref}</span>`,
  ])}</div>${
    messages.length > 0
      ? html`<ul class="messages">${messages.map((message) => messageLine(message, now))}</ul>`
      : empty('What became of its messages is not stored.')
  }</div>${resend}</li>`;
}

const TONES: Record<MessageView['state'], Tone> = { accepted: 'good', refused: 'critical', waiting: 'warning' };

function messageLine(message: MessageView, now: Date): Html {
  return html`
<li><span class="channel">${CHANNEL_TITLES[message.channel]}</span>${chip(message.state, TONES[message.state])}<span class="note">${stateInWords(message, now)}</span></li>`;
}

function stateInWords(message: MessageView, now: Date): Html {
  switch (message.state) {
    case 'accepted':
      return html`${whenInWords(message.at, now)}, id <span class="ref">${message.messageId}</span>`;
    case 'refused':
      return html`${whenInWords(message.at, now)}: ${message.reason}`;
    case 'waiting':
      return html`after ${message.tries === 1 ? '1 try' : `${message.tries} tries`}`;
  }
}
