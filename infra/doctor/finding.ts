/**
 * The result of one check.
 * - `right`: AWS or a table says so.
 * - `wrong`: alerts are missing, late or in danger.
 * - `unknown`: it could not be read, or it is still changing.
 */
export interface Finding {
  /** The part of the deployment that was checked, such as `schedule of discover`. */
  subject: string;
  verdict: 'right' | 'wrong' | 'unknown';
  /** What was found, in words. */
  found: string;
  /** What to do. Only what is right has none. */
  remedy?: string;
}

/** The findings about one question. */
export interface FindingGroup {
  title: string;
  findings: Finding[];
}

/** Says that a part is as it must be. */
export function right(subject: string, found: string): Finding {
  return { subject, verdict: 'right', found };
}

/** Says that a part is not as it must be, and what to do. */
export function wrong(subject: string, found: string, remedy: string): Finding {
  return { subject, verdict: 'wrong', found, remedy };
}

/** Says that a part could not be judged, and what to do. */
export function unknown(subject: string, found: string, remedy: string): Finding {
  return { subject, verdict: 'unknown', found, remedy };
}

/** The paragraph of the operations page that says what to do. */
export function paragraph(heading: string): string {
  return `See "${heading}" in docs/operations.md.`;
}
