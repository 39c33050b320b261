import type { TrafficFigures } from '../../../functions/domain/costs/emnify-figures.ts';
import type { Endpoint } from '../../../functions/domain/costs/endpoint.ts';
import { periodOf } from '../../../functions/domain/values/month.ts';
import { type EmnifyFake, fakeEmnify, statsOf } from '../../fakes/emnify.ts';

/** Costs per traffic type in the story's month; `in` names another currency than EUR. `{}` is a month without traffic. */
export interface Costs {
  data?: string;
  sms?: string;
  in?: string;
}

/** The fleet of a story: emnify with devices that are known by their names. */
export interface StoryFleet {
  emnify: EmnifyFake;
  add(name: string, more: Partial<Endpoint>): void;
  /** What emnify reports from now on. It keeps saying so, old month included, until it has other figures. */
  report(name: string, costs: Costs, now: Date): void;
}

export function storyFleet(): StoryFleet {
  const endpoints: Endpoint[] = [];
  const emnify = fakeEmnify();
  emnify.pages = [{ endpoints, unreadable: 0 }];
  const idOf = (name: string): string => {
    const endpoint = endpoints.find((known) => known.name === name);
    if (!endpoint) throw new RangeError(`no endpoint has the name ${name}`);
    return endpoint.id;
  };
  return {
    emnify,
    add(name, more) {
      endpoints.push({ id: String(endpoints.length + 1), name, tags: [], status: 'Enabled', ...more });
    },
    report(name, costs, now) {
      const id = idOf(name);
      const before = emnify.stats.get(id);
      const reported = before?.kind === 'stats' ? before.stats : { currentMonth: [], lastMonth: [] };
      const isNewMonth = reported.currentMonth.some(({ period }) => period !== periodOf(now));
      emnify.stats.set(
        id,
        statsOf({
          currentMonth: figuresOf(costs, now),
          lastMonth: isNewMonth ? reported.currentMonth : reported.lastMonth,
        }),
      );
    },
  };
}

function figuresOf({ in: currency = 'EUR', ...costs }: Costs, now: Date): TrafficFigures[] {
  return Object.entries(costs).map(([trafficType, amount]) => ({
    trafficType,
    period: periodOf(now),
    volume: '12.5',
    cost: { amount, currency },
    lastUpdated: now.toISOString(),
  }));
}
