import { DEFAULT_UP_TO_PCT } from '../budgets/budget.ts';
import { isInForce, type Named, type Press } from '../presses/press.ts';
import { type Html, html, type Part } from './html.ts';
import { authorInWords, nameOf, pressInWords, pressState } from './page-words.ts';
import { chip, type Tone } from './parts.ts';
import type { Place } from './place.ts';

/** For how long a mute may be. `act` reads these very words. */
export const DURATIONS = ['1 hour', '4 hours', '1 day', '3 days', '7 days', 'end of month'] as const;
const DEFAULT_DURATION: (typeof DURATIONS)[number] = '4 hours';

/** The fields that say who presses, and why. @param who the name that was written before */
export function authorFields(who: string | undefined): Html {
  return fieldset('Who presses, and why', [
    field(
      'Your name',
      html`<input name="who" value="${who ?? ''}" maxlength="80" autocomplete="name">`,
      'Stored and shown as you write it.',
    ),
    field('Reason', html`<input name="reason" maxlength="200" autocomplete="off">`),
  ]);
}

/** The fields of a mute. */
export function muteFields(button: Part): Html {
  const options = DURATIONS.map(
    (duration) =>
      html`<option value="${duration}"${duration === DEFAULT_DURATION ? html` selected` : undefined}>${duration}</option>`,
  );
  return fieldset(
    'Mute',
    [
      field('For', html`<select name="until">${options}</select>`),
      field(
        'Up to, % of the limit',
        html`<input name="upTo" inputmode="numeric" value="${DEFAULT_UP_TO_PCT}" size="6">`,
      ),
    ],
    button,
  );
}

/** The field of a raised limit. */
export function raiseFields(currency: string, button: Part): Html {
  return fieldset(
    'Raise the limit this month',
    [field(`New limit, ${currency}`, html`<input name="limit" inputmode="decimal" size="10" autocomplete="off">`)],
    button,
  );
}

/** A group of fields with a name, and the buttons that use them. */
export function fieldset(name: string, fields: Html[], buttons?: Part): Html {
  return html`<fieldset><legend>${name}</legend>${fields}${buttons === undefined ? undefined : html`<div class="buttons${fields.length > 0 ? ' beside' : ''}">${buttons}</div>`}</fieldset>`;
}

function field(label: string, control: Html, hint?: string): Html {
  return html`<label class="field"><span>${label}</span>${control}${hint === undefined ? undefined : html`<small>${hint}</small>`}</label>`;
}

const TONES: Record<ReturnType<typeof pressState>, Tone> = {
  'in force': 'warning',
  'taken back': 'calm',
  ended: 'calm',
  done: 'good',
};

interface Shown {
  place: Place;
  now: Date;
  /** Whether the endpoint is named. */
  isNamed?: true;
}

/** What a person has pressed, with who and why, and with a button that takes it back while it is in force. */
export function pressEntry(press: Press, { place, now, isNamed }: Shown): Html {
  const state = pressState(press, now);
  const named = isNamed && endpointIn(press);
  const undo = isInForce(press, now)
    ? place.press(
        'Undo',
        { undo: { undoes: press.id } },
        { confirmation: `Undo this? ${pressInWords(press, now)}.`, class: 'btn small' },
      )
    : undefined;
  return html`
<li><div class="what">${chip(state, TONES[state])} ${
    named ? html`${place.link(nameOf(named), { view: 'device', endpoint: named.id })}: ` : undefined
  }${pressInWords(press, now)}</div><div class="note">${authorInWords(press, now)}${requestNote(press.requestId)}${
    press.undone
      ? html`<br>Taken back ${authorInWords(press.undone, now)}${requestNote(press.undone.requestId)}`
      : undefined
  }</div>${undo}</li>`;
}

/** The endpoint of a press; undefined where it is about something else. */
function endpointIn(press: Press): Named | undefined {
  if (press.kind === 'acknowledge') return press.scope.kind === 'endpoint' ? press.scope : undefined;
  return press.kind === 'resend' ? undefined : press.endpoint;
}

function requestNote(id: string | undefined): Html | undefined {
  return id === undefined
    ? undefined
    : html` <small title="CloudTrail has the caller beside this id, where it records data events">request ${id}</small>`;
}
