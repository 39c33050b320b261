import { Big } from 'big.js';
import type { Spend } from '../../../functions/domain/costs/spend.ts';
import type { EndpointHistory } from '../../../functions/domain/records/endpoint-month.ts';
import { HOUR_MS } from '../../../functions/domain/values/duration.ts';
import { type Money, sum, ZERO } from '../../../functions/domain/values/money.ts';
import { endOf, type Period, previousPeriod, startOf } from '../../../functions/domain/values/month.ts';
import type { SimulatedEndpoint, SimulatedTraffic, TrafficFigures } from '../emnify-simulator/fleet.ts';
import type { StoryEndpoint } from '../stories/story.ts';
import { demoFleet } from './demo-fleet.ts';

/** The course of a device's month: maps a share of the time to the share of the whole cost. */
type Course = (elapsed: number) => number;

const COURSES: Record<string, Course> = {
  steady: (elapsed) => elapsed,
  /** Spends most at once on the fourth day, as for a firmware update. */
  early: (elapsed) => 0.45 * atOnce(elapsed, 0.11, 0.02) + 0.55 * elapsed,
  growing: (elapsed) => elapsed ** 2,
  /** Is quiet at first, and stuck at full speed from the middle of the month. */
  stuck: (elapsed) => 0.04 * elapsed + 0.96 * atOnce(elapsed, 0.55, 0.3),
  /** Sends a text every few minutes for two days. */
  loop: (elapsed) => 0.06 * elapsed + 0.94 * atOnce(elapsed, 0.32, 0.07),
};

/** The devices of the month with their courses. All of the fleet would take several minutes. */
const COURSE_OF: Record<string, Course | undefined> = {
  'logger-cold-store-7': COURSES.stuck,
  'alarm-panel-greenhouse': COURSES.loop,
  'camera-gate-north': COURSES.growing,
  'buoy-north-sea-1': COURSES.growing,
  'camera-loading-dock': COURSES.early,
  'meter-heat-0302': COURSES.early,
  'camera-parking-east': COURSES.steady,
  'camera-crane-2': COURSES.steady,
  'camera-silo-roof': COURSES.steady,
  'ev-charger-depot-2': COURSES.steady,
  'Kühlcontainer Süd ❄️ 4': COURSES.steady,
  'meter-water-0109': COURSES.steady,
  'gateway-pooled-tariff': COURSES.steady,
  'tracker-ship-atlantic': COURSES.steady,
  'gateway-lab': COURSES.steady,
  'docs-example-166': COURSES.steady,
};

/** Decides in which hours a device reports: not every device reports every hour. */
const REPORTS_EVERY_HOURS = [1, 3, 6, 12];

/** Sixteen devices of the demonstration fleet through a whole month, up to the figures that the fleet shows. */
export function demoMonth(period: Period): StoryEndpoint[] {
  const fleet = demoFleet(new Date(endOf(period).getTime() - HOUR_MS));
  return fleet.endpoints
    .filter(({ name }) => name in COURSE_OF)
    .map((endpoint, index) => ({ ...identityOf(endpoint), figures: figuresOf(endpoint, period, index) }));
}

/** The same month as a deployment would have stored it. */
export function demoHistories(period: Period): EndpointHistory[] {
  return demoMonth(period).map(({ id, name, tags, status, iccid, figures }) => {
    const past = figures.find(({ month }) => month !== period);
    return {
      endpoint: {
        id: String(id),
        name,
        tags: (tags ?? '')
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== ''),
        status,
        ...(iccid && { iccid }),
      },
      points: figures.flatMap(({ at, month, traffic }) =>
        month === period ? [{ at: at.toISOString(), meters: metersOf(traffic) }] : [],
      ),
      ...(past && { lastMonth: metersOf(past.traffic).total }),
    };
  });
}

function metersOf(traffic: SimulatedTraffic): Spend['meters'] {
  const costs = (types: string[]): Money[] => {
    const sums = new Map<string, string>();
    for (const type of types) {
      const { cost, currency = 'EUR' } = traffic[type] ?? {};
      if (cost != null) sums.set(currency, sum(sums.get(currency) ?? ZERO, String(cost)));
    }
    return [...sums].map(([currency, amount]) => ({ currency, amount }));
  };
  return { total: costs(Object.keys(traffic)), data: costs(['data']), sms: costs(['sms']) };
}

function identityOf({
  months: _,
  statsStatus: __,
  tags,
  status,
  ...rest
}: SimulatedEndpoint): Omit<StoryEndpoint, 'figures'> {
  return { ...rest, tags: tags ?? null, status: status ?? 'Enabled' };
}

function figuresOf(endpoint: SimulatedEndpoint, period: Period, index: number): StoryEndpoint['figures'] {
  const start = startOf(period).getTime();
  const hours = (endOf(period).getTime() - start) / HOUR_MS;
  const every = REPORTS_EVERY_HOURS[index % REPORTS_EVERY_HOURS.length] ?? 1;
  const course = COURSE_OF[endpoint.name] ?? ((elapsed: number) => elapsed);
  const last = endpoint.months[previousPeriod(period)];
  const whole = endpoint.months[period];
  return [
    ...(last ? [{ at: new Date(start), month: previousPeriod(period), traffic: last }] : []),
    ...(whole
      ? Array.from({ length: Math.floor((hours - 1) / every) }, (_, step) => {
          const hour = (step + 1) * every;
          return { at: new Date(start + hour * HOUR_MS), month: period, traffic: scaled(whole, course(hour / hours)) };
        })
      : []),
  ];
}

function scaled(traffic: SimulatedTraffic, share: number): SimulatedTraffic {
  return Object.fromEntries(Object.entries(traffic).map(([type, figures]) => [type, figures && part(figures, share)]));
}

function part(figures: TrafficFigures, share: number): TrafficFigures {
  const { volumeTx: _, lastUpdated: __, cost, volume, ...rest } = figures;
  const times = (amount: string | number): string => new Big(amount).times(share.toFixed(6)).round(6).toFixed();
  return {
    ...rest,
    volume: times(volume),
    ...(cost === undefined ? {} : { cost: cost === null ? null : times(cost) }),
  };
}

/** Rises evenly from 0 to 1 within `length` after `from`. */
function atOnce(elapsed: number, from: number, length: number): number {
  return Math.min(1, Math.max(0, (elapsed - from) / length));
}
