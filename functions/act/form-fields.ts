/** The fields of the page's forms that a press takes. CloudWatch sends those of the whole widget along. */
const FIELDS: Record<string, string[]> = {
  mute: ['who', 'reason', 'until', 'upTo'],
  acknowledge: ['who', 'reason'],
  raise: ['who', 'reason', 'limit'],
  resend: ['who', 'reason'],
  check: ['who', 'reason'],
  undo: ['who', 'reason'],
};

/** A press with the fields of a form filled in, where the page sent them along. */
export function withFields(wish: object, fields: Record<string, unknown>): object {
  const filled = Object.entries(wish).map(([kind, said]) => {
    const taken = (FIELDS[kind] ?? []).flatMap((name) =>
      fields[name] === undefined || fields[name] === '' ? [] : [[name, fields[name]]],
    );
    return [kind, typeof said === 'object' && said !== null ? { ...Object.fromEntries(taken), ...said } : said];
  });
  return Object.fromEntries(filled);
}
