import { type Confidence, forecast } from '../../../functions/domain/judging/forecast.ts';
import { amount, type DeviceMonth, deviceMonth, momentOf } from './device-month.ts';
import { randomFrom } from './random.ts';

/** How far expected amounts were from what the months came to, as shares of the latter. */
export interface Accuracy {
  confidence: Confidence;
  /** Half of the forecasts were nearer than this, */
  medianError: number;
  /** and nine of ten nearer than that. */
  ninthDecile: number;
}

/** Forecasts of every midnight of the month, for so many devices. Without a cost at the end there is no share of it. */
export function accuracy({ seed, devices }: { seed: number; devices: number }): Accuracy[] {
  const random = randomFrom(seed);
  const errors: Record<Confidence, number[]> = { low: [], medium: [], high: [] };
  for (let left = devices; left > 0; left--) {
    const device = deviceMonth(random);
    const outcome = device.spends.at(-1) ?? 0;
    if (outcome === 0) continue;
    for (let hour = 24; hour < device.spends.length - 1; hour += 24) {
      const { confidence, expectedAtEnd } = forecastAt(device, hour);
      errors[confidence].push(Math.abs(Number(expectedAtEnd) - outcome) / outcome);
    }
  }
  return (['low', 'medium', 'high'] as const).map((confidence) => {
    const sorted = errors[confidence].toSorted((a, b) => a - b);
    const quantile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    return { confidence, medianError: quantile(0.5), ninthDecile: quantile(0.9) };
  });
}

function forecastAt(device: DeviceMonth, hour: number): ReturnType<typeof forecast> {
  const { period, limit, lastMonth, spends } = device;
  return forecast({
    period,
    now: momentOf(device, hour),
    spend: amount(spends[hour] ?? 0),
    limit: amount(limit),
    lastMonth: lastMonth === undefined ? undefined : amount(lastMonth),
    points: [],
  });
}
