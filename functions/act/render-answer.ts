import { widgetPlace } from '../domain/page/place.ts';
import { renderAnswer } from '../domain/page/render-page.ts';
import type { PageQuery } from '../domain/page/views.ts';

/** What came of a press, for a person. */
export interface PersonAnswer {
  isDone: boolean;
  text: string;
  /** The id of the press, where it can be taken back. */
  undoes?: string;
  back: PageQuery;
}

/** Makes the HTML of an answer in a widget. @param newId makes the id of the press that takes it back */
export function answerRenderer({
  page,
  newId,
}: {
  page: string;
  newId: () => string;
}): (answer: PersonAnswer, options: { act: string; theme?: 'light' | 'dark' }) => string {
  return (answer, { act, theme = 'light' }) =>
    renderAnswer(answer, widgetPlace({ page, act, theme, newId })).toString();
}
