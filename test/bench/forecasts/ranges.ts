import type { Confidence } from '../../../functions/domain/judging/forecast.ts';
import { paceOf, rangeOf } from '../../../functions/domain/judging/pace.ts';
import { type DeviceMonth, deviceMonth } from './device-month.ts';
import { randomFrom } from './random.ts';
import { knownAt, quantile, shareOf } from './simulate.ts';

/** What a message says of the end of the month, beside what the month came to. */
export interface RangeCheck {
  confidence: Confidence;
  isWithin: boolean;
  /** Between the two ends, as a share of the outcome. */
  width: number;
  /** Whether no incident begins later. */
  isForeseeable: boolean;
}

export interface RangeScore {
  checks: number;
  within: number;
  medianWidth: number;
}

/** The ranges of every midnight from day 5 on. Without a cost at the end there is no share of it. */
export function rangeChecks({ seed, devices }: { seed: number; devices: number }): RangeCheck[] {
  const random = randomFrom(seed);
  return Array.from({ length: devices }, () => deviceMonth(random)).flatMap((device) =>
    device.outcome === 0 ? [] : midnights(device).map((hour) => checkAt(device, hour)),
  );
}

export function rangeScoreOf(checks: RangeCheck[]): RangeScore {
  const widths = checks.map(({ width }) => width).sort((a, b) => a - b);
  return {
    checks: checks.length,
    within: shareOf(checks, ({ isWithin }) => isWithin),
    medianWidth: quantile(widths, 0.5),
  };
}

function midnights({ spends }: DeviceMonth): number[] {
  const days = (spends.length - 1) / 24;
  return Array.from({ length: days - 5 }, (_, day) => (day + 5) * 24);
}

function checkAt(device: DeviceMonth, hour: number): RangeCheck {
  const { outcome, incident } = device;
  const known = knownAt(device, hour);
  const { ifUsual, ifContinues, confidence } = rangeOf(known, paceOf(known));
  const [low, high] = [Number(ifUsual), Number(ifContinues)];
  return {
    confidence,
    isWithin: low <= outcome && outcome <= high,
    width: (high - low) / outcome,
    isForeseeable: incident === undefined || incident.from <= hour,
  };
}
