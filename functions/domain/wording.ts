import type { Alert } from './alert.ts';

/** The alerts of one notification by what they mean to a person, in endpoints: one device may break two budgets. */
export interface Tally {
  over: number;
  near: number;
}

export function tally(alerts: Alert[]): Tally {
  const over = new Set(alerts.filter(({ ratioPct }) => ratioPct >= 100).map(({ endpoint }) => endpoint.id));
  const all = new Set(alerts.map(({ endpoint }) => endpoint.id));
  return { over: over.size, near: all.size - over.size };
}

/** `"3 endpoints are over their monthly cost limit, 2 are near it"` and its singular forms. */
export function tallySentence({ over, near }: Tally): string {
  if (over === 0) return `${endpoints(near)} ${near === 1 ? 'is near its' : 'are near their'} monthly cost limit`;
  const first = `${endpoints(over)} ${over === 1 ? 'is over its' : 'are over their'} monthly cost limit`;
  return near === 0 ? first : `${first}, ${near} ${near === 1 ? 'is' : 'are'} near it`;
}

/** `"3 endpoints over limit, 2 near it"`; `"3 over limit, 2 near it"` where every character counts. */
export function tallyInBrief({ over, near }: Tally, count: (n: number) => string | number = (n) => n): string {
  if (over === 0) return `${count(near)} near limit`;
  return near === 0 ? `${count(over)} over limit` : `${count(over)} over limit, ${near} near it`;
}

export function endpoints(count: number): string {
  return count === 1 ? '1 endpoint' : `${count} endpoints`;
}

/** The alert whose month a digest names: on the first of a month, late charges of the old one may be among the new. */
export function newestOf(alerts: [Alert, ...Alert[]]): Alert {
  return alerts.reduce((a, b) => (b.period > a.period ? b : a));
}

/** `"cost"`, `"data cost"`, `"SMS cost"`. */
export function costOn(meter: Alert['meter']): string {
  return { total: 'cost', data: 'data cost', sms: 'SMS cost' }[meter];
}

/** The name as `convert` can write it, or the id where nothing is left to be told apart by: `?` is no name. */
export function nameIn({ id, name }: Alert['endpoint'], convert: (text: string) => string): string {
  const converted = convert(name).trim();
  return /[^?\s]/.test(converted) ? converted : convert(`endpoint ${id}`);
}
