import { act } from './act.ts';
import type { ActDeps, Acted } from './act-deps.ts';
import type { ActPayload } from './payload.ts';
import { RefusedPress } from './refused-press.ts';

/** How an answer is shown in a widget. */
export interface AnswerInWidget {
  /** HTML with these sentences, and a way back to the page. */
  render(answer: { title: string; words: string[] }): string;
}

/** The documentation that CloudWatch shows beside a widget, in Markdown. */
const DESCRIPTION = [
  '## Press',
  'Does what a person decides about an alert: mute, acknowledge, raise a limit, resend, check now, undo. The page has a button for each.',
  '```json',
  '{"mute": {"ref": "34e44b", "until": "4 hours", "reason": "load test", "who": "Anna"}}',
  '```',
].join('\n');

const TITLES: Record<Acted['kind'], string> = { pressed: 'Done', undone: 'Taken back', repeated: 'Done before' };

/** Does what a person wants, and answers in the form that is read: data by hand, HTML in a widget. */
export async function dispatch(
  deps: ActDeps & AnswerInWidget,
  payload: ActPayload,
  requestId: string,
  record: (acted: Acted) => void,
): Promise<Acted | string> {
  if (payload.kind === 'describe') return DESCRIPTION;
  if (payload.kind === 'mistake') return deps.render({ title: 'Not done', words: [payload.words] });
  try {
    const acted = await act(deps, payload, requestId);
    record(acted);
    return payload.isWidget ? deps.render({ title: TITLES[acted.kind], words: acted.words }) : acted;
  } catch (error) {
    if (!payload.isWidget || !(error instanceof RefusedPress)) throw error;
    return deps.render({ title: 'Not done', words: [error.message] });
  }
}
