import { FLEET, type PageQuery } from '../domain/page/views.ts';
import { act } from './act.ts';
import type { ActDeps, Acted } from './act-deps.ts';
import type { ActPayload, Widget, Wish } from './payload.ts';
import { RefusedPress } from './refused-press.ts';
import type { PersonAnswer } from './render-answer.ts';

/** What this function needs from outside, with the form of its answers. */
export interface DispatchDeps extends ActDeps {
  /** Makes the HTML of an answer. @param options.act this function, for the button that takes a press back */
  render(answer: PersonAnswer, options: { act: string } & Widget): string;
}

/** This invocation, as Lambda names it. */
export interface Invocation {
  awsRequestId: string;
  invokedFunctionArn: string;
}

/** The documentation that CloudWatch shows beside a widget, in Markdown. */
const DESCRIPTION = [
  '## Press',
  'Does what a person decides about an alert: mute, acknowledge, raise a limit, resend, check now, undo. The page has a button for each.',
  '```json',
  '{"mute": {"ref": "34e44b", "until": "4 hours", "reason": "load test", "who": "Anna"}}',
  '```',
].join('\n');

/** Does what a person wants, and answers in the form that is read: data by hand, HTML in a widget. */
export async function dispatch(
  deps: DispatchDeps,
  payload: ActPayload,
  { awsRequestId, invokedFunctionArn }: Invocation,
  record: (acted: Acted) => void,
): Promise<Acted | string> {
  if (payload.kind === 'describe') return DESCRIPTION;
  const show = (answer: PersonAnswer, widget: Widget): string =>
    deps.render(answer, { act: invokedFunctionArn, ...widget });
  if (payload.kind === 'mistake') {
    return show({ isDone: false, text: payload.words, back: backTo(payload) }, payload.widget);
  }
  const { widget, wish } = payload;
  const back = backTo(wish);
  try {
    const acted = await act(deps, payload, awsRequestId);
    record(acted);
    if (!widget) return acted;
    const undoes = acted.kind === 'pressed' && canBeUndone(wish) ? { undoes: acted.id } : {};
    return show({ isDone: true, text: acted.words.join(' '), back, ...undoes }, widget);
  } catch (error) {
    if (!widget || !(error instanceof RefusedPress)) throw error;
    return show({ isDone: false, text: error.message, back }, widget);
  }
}

function canBeUndone({ kind }: Wish): boolean {
  return kind === 'mute' || kind === 'acknowledge' || kind === 'raise';
}

/** The view that a press was made in. */
function backTo(about: object): PageQuery {
  const { endpoint } = about as { endpoint?: string };
  return endpoint === undefined ? FLEET : { view: 'device', endpoint };
}
