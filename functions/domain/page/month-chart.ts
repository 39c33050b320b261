import { DAY_MS } from '../values/duration.ts';
import { beside, type Decimal } from '../values/money.ts';
import { dayAndMonth, daysIn, longMonth, monthName, type Period, startOf } from '../values/month.ts';
import { type Html, html } from './html.ts';
import { toneOf } from './parts.ts';
import type { DeviceBudget } from './views.ts';

interface About {
  period: Period;
  currency: string;
  now: Date;
}

/** Room for a chart in its own units, and where the plot is in it. */
interface Frame {
  name: 'broad' | 'narrow';
  width: number;
  height: number;
  left: number;
  right: number;
  /** Days with a label. */
  days: number[];
  /** Whether the ends of the forecast are explained beside the chart. */
  explains: boolean;
}

const TOP = 14;
const BOTTOM = 26;
/** Text in a drawing shrinks with it, so a phone gets a drawing of its own. */
const FRAMES: Frame[] = [
  { name: 'broad', width: 900, height: 290, left: 56, right: 132, days: [1, 8, 15, 22, 29], explains: true },
  { name: 'narrow', width: 360, height: 230, left: 42, right: 58, days: [1, 15, 29], explains: false },
];
/** The axis ends at most at so many times the limit or the cost: beyond it, a forecast is drawn to the edge. */
const MOST_TIMES = 2.5;
const MOST_POINTS = 90;
/** Labels below each other need so much room. */
const LABEL_HEIGHT = 15;

/** The cost of the month as a curve beside its limit, its levels and both ends of the forecast. */
export function monthChart(budget: DeviceBudget, about: About): Html {
  const words = chartInWords(budget, about);
  return html`<figure class="chart">${FRAMES.map((frame) => drawing(budget, about, frame, words))}</figure>`;
}

/** What the chart shows, in words. */
export function chartInWords(budget: DeviceBudget, { period, currency, now }: About): string {
  const { effective, spend, ratioPct, curve } = budget;
  const money = (amount: Decimal): string => `${currency} ${beside(effective.limit, amount)}`;
  const asOf = curve.at(-1)?.at ?? now.toISOString();
  const ends = endsOf(budget).map(({ amount, words }) => `${money(amount)}${words && ` ${words}`}`);
  return [
    `Cost in ${longMonth(period)}: ${money(spend)} by ${dayAndMonth(new Date(asOf))}, ${ratioPct} % of the limit of ${money(effective.limit)}.`,
    `Alerts at ${levelsIn(budget).join(' %, ')} %.`,
    ...(ends.length > 0 ? [`Expected at the end of the month: ${ends.join(', ')}.`] : []),
  ].join(' ');
}

interface End {
  amount: Decimal;
  words: string;
}

/** The ends of the forecast, the higher one first. */
function endsOf({ forecast, range }: DeviceBudget): End[] {
  if (!range) return forecast ? [{ amount: forecast.expectedAtEnd, words: '' }] : [];
  const ends = [
    { amount: range.ifContinues, words: 'if it goes on' },
    { amount: range.ifUsual, words: 'at its usual pace' },
  ].sort((a, b) => Number(b.amount) - Number(a.amount));
  const [high, low] = ends;
  return high?.amount === low?.amount ? [{ amount: range.ifUsual, words: '' }] : ends;
}

function levelsIn({ effective: { thresholds } }: DeviceBudget): number[] {
  return [...new Set([...thresholds, 100])].sort((a, b) => a - b);
}

function drawing(budget: DeviceBudget, { period, now }: About, frame: Frame, words: string): Html {
  const { width, height, left, right } = frame;
  const limit = Number(budget.effective.limit);
  const spend = Number(budget.spend);
  const ends = endsOf(budget).map((end) => ({ ...end, value: Number(end.amount) }));
  const top = axisEnd(Math.max(limit, spend), ends[0]?.value ?? 0);
  const [start, days] = [startOf(period).getTime(), daysIn(period)];
  const x = (day: number): number => round(left + (bounded(day, days) / days) * (width - left - right));
  const y = (value: number): number => round(height - BOTTOM - (bounded(value, top) / top) * (height - TOP - BOTTOM));
  const dayOf = (moment: string | Date): number => (new Date(moment).getTime() - start) / DAY_MS;

  const points = [
    { day: 0, value: 0 },
    ...thinned(budget.curve).map(({ at, amount }) => ({ day: dayOf(at), value: Number(amount) })),
  ];
  const last = points.at(-1) ?? { day: 0, value: 0 };
  const line = points.map(({ day, value }) => `${x(day)},${y(value)}`).join(' ');
  const today = dayOf(now);
  const isThisMonth = today >= 0 && today <= days;
  const edge = width - right;

  return html`<svg class="${frame.name} ${toneOf(budget.ratioPct)}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}"><title>${words}</title>
${ticksTo(top).map((tick) => html`<line class="grid" x1="${left}" x2="${edge}" y1="${y(tick)}" y2="${y(tick)}"/><text class="axis" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${inBrief(tick, top)}</text>`)}
${frame.days.filter((day) => day <= days).map((day) => html`<line class="tick" x1="${x(day - 1)}" x2="${x(day - 1)}" y1="${height - BOTTOM}" y2="${height - BOTTOM + 4}"/><text class="axis" x="${x(day - 1)}" y="${height - 6}" text-anchor="${day === 1 ? 'start' : 'middle'}">${day} ${monthName(period).slice(0, 3)}</text>`)}
${isThisMonth ? html`<line class="today" x1="${x(today)}" x2="${x(today)}" y1="${TOP}" y2="${height - BOTTOM}"/><text class="axis" x="${x(today) - 4}" y="${height - BOTTOM - 6}" text-anchor="end">today</text>` : undefined}
${levelLines(budget, { left, edge, top, y })}
${fan(last, ends, { top, days, x, y })}
<polygon class="area" points="${line} ${x(last.day)},${y(0)} ${x(0)},${y(0)}"/><polyline class="curve" points="${line}"/><circle class="now" cx="${x(last.day)}" cy="${y(last.value)}" r="4"/>
${endLabels(ends, { y, at: edge + 8, limit: budget.effective.limit, explains: frame.explains })}
</svg>`;
}

interface Scales {
  top: number;
  y: (value: number) => number;
}

/** The limit, and the levels below and beyond it, with labels where there is room. */
function levelLines(budget: DeviceBudget, { left, edge, top, y }: Scales & { left: number; edge: number }): Html[] {
  const { limit } = budget.effective;
  const at = (pct: number): number => y((Number(limit) * pct) / 100);
  return levelsIn(budget)
    .filter((pct) => (Number(limit) * pct) / 100 <= top)
    .map((pct) => {
      const isLimit = pct === 100;
      const hasRoom = isLimit || at(pct) - at(100) > LABEL_HEIGHT || at(100) - at(pct) > LABEL_HEIGHT;
      const label = isLimit ? `limit ${beside(limit, limit)}` : `${pct} %`;
      return html`<line class="${isLimit ? 'limit' : 'level'}" x1="${left}" x2="${edge}" y1="${at(pct)}" y2="${at(pct)}"/>${
        hasRoom
          ? html`<text class="${isLimit ? 'limit-label' : 'axis'}" x="${left + 6}" y="${at(pct) - 4}">${label}</text>`
          : undefined
      }`;
    });
}

interface Moment {
  day: number;
  value: number;
}

/** The space between both ends of the forecast. */
function fan(
  last: Moment,
  ends: { value: number }[],
  { top, days, x, y }: Scales & { days: number; x: (day: number) => number },
): Html | undefined {
  const [high, low = high] = ends;
  if (!high || !low || last.day >= days) return undefined;
  const from = `${x(last.day)},${y(last.value)}`;
  /** Where a line to an end leaves the drawing, and from there along its edge. */
  const to = ({ value }: { value: number }): string[] => {
    if (value <= top) return [`${x(days)},${y(value)}`];
    const leaves = last.day + ((days - last.day) * (top - last.value)) / (value - last.value);
    return [`${x(leaves)},${y(top)}`, `${x(days)},${y(top)}`];
  };
  const lowTo = to(low);
  return html`<polygon class="fan" points="${[from, ...to(high), ...lowTo.toReversed()].join(' ')}"/>${[
    high,
    ...(low === high ? [] : [low]),
  ].map((end) => html`<polyline class="expected" points="${from} ${to(end)[0]}"/>`)}`;
}

/** The amounts at the ends of the forecast, apart from each other. */
function endLabels(
  ends: { value: number; amount: Decimal; words: string }[],
  { y, at, limit, explains }: { y: (value: number) => number; at: number; limit: Decimal; explains: boolean },
): Html[] {
  const room = explains ? 2 * LABEL_HEIGHT + 4 : LABEL_HEIGHT;
  let lowest = Number.NEGATIVE_INFINITY;
  return ends.map(({ value, amount, words }) => {
    const place = round(Math.max(y(value) + 4, lowest + room, TOP));
    lowest = place;
    return html`<text class="end" x="${at}" y="${place}">${beside(limit, amount)}</text>${
      explains && words ? html`<text class="axis" x="${at}" y="${place + 14}">${words}</text>` : undefined
    }`;
  });
}

/** Where the axis of amounts ends. */
function axisEnd(most: number, expected: number): number {
  const end = Math.min(Math.max(most, expected), most * MOST_TIMES) * 1.08;
  return Number.isFinite(end) && end > 0 ? end : 1;
}

/** Round numbers from zero on, four or five of them. */
function ticksTo(top: number): number[] {
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

/** An amount of the axis, as short as the step allows. */
function inBrief(amount: number, top: number): string {
  if (top >= 20_000) return `${Math.round(amount / 100) / 10}k`;
  return top >= 10 ? String(Math.round(amount * 10) / 10) : amount.toFixed(top >= 1 ? 2 : 4);
}

/** Every so many points of a long curve, and its last one. */
function thinned<Point>(curve: Point[]): Point[] {
  const every = Math.ceil(curve.length / MOST_POINTS);
  return curve.filter((_, index) => (curve.length - 1 - index) % every === 0);
}

function bounded(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
