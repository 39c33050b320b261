import { beside, type Decimal } from '../values/money.ts';
import { type Pace, type PaceInput, paceOf, unusualSpan, usualOf } from './pace.ts';

/** Name and version of the rule that compares the last hours with the days before. */
export const ANOMALY_METHOD = 'unusual-pace/1';

export interface AnomalySetting {
  /** Floor: percent of the limit in a day. */
  fromPct: number;
  /** Floor in money in a day. */
  fromAmount: Decimal;
}

export const ANOMALY_DEFAULT: AnomalySetting = { fromPct: 10, fromAmount: '0.50' };

export type AnomalyVerdict =
  | {
      kind: 'anomaly';
      level: 'unusual' | 'limit-within-a-day';
      severity: 'warning' | 'critical';
      method: string;
      reason: string;
      pace: Pace;
      hoursLeft?: number;
    }
  | { kind: 'none'; reason: string };

/**
 * Judges the pace of the last hours by the endpoint's own days, whatever its limit. `unusual` needs both floors and more
 * than is usual; `limit-within-a-day` also that the limit is passed within 24 hours at this pace.
 *
 * @param caution multiplies what is still usual, to measure other rules beside this one
 */
export function judgeAnomaly(input: PaceInput, setting: AnomalySetting, caution = 1): AnomalyVerdict {
  const { limit } = input;
  const say = (amount: number): string => beside(limit, amount.toFixed(10));
  const usual = usualOf(input, caution);
  const floor = Math.max((Number(limit) * setting.fromPct) / 100, Number(setting.fromAmount));
  const span = unusualSpan(input, usual, floor);
  if (span === undefined) {
    return {
      kind: 'none',
      reason: `the last hours cost less than ${say(floor)} a day, or no more than usual: up to ${say(usual.mostInADay)} a day is`,
    };
  }
  const pace = paceOf(input);
  const perHour = Math.max(Number(pace.perHour), span.spent / span.hours);
  const left = Number(limit) - Number(input.spend);
  const found = { kind: 'anomaly', method: ANOMALY_METHOD, pace } as const;
  const hours = span.hours === 1 ? 'the last hour' : `the last ${span.hours} hours`;
  const price = input.isDataDear ? ', and data is dearer than usual' : '';
  const reason = `${say(span.spent)} in ${hours}, ${usuallyOf(usual.basis, say(usual.median))}${price}`;
  if (left > 0 && left <= perHour * 24) {
    const hoursLeft = left / perHour;
    const level = 'limit-within-a-day';
    return {
      ...found,
      level,
      severity: 'critical',
      reason: `${reason}: at that pace ${say(Number(limit))} is reached within a day`,
      hoursLeft,
    };
  }
  return { ...found, level: 'unusual', severity: 'warning', reason };
}

function usuallyOf(basis: Pace['basis'], perDay: string): string {
  if (basis === 'limit') return `and the limit is ${perDay} for each day`;
  return `usually ${perDay} a day${basis === 'last-month' ? ' (last month)' : ''}`;
}
