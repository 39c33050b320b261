import { amountOn, type Meter, type Spend } from './spend.ts';
import type { Watch } from './watch.ts';

/** emnify's lists of devices: the REST API's, and the GraphQL API's, which also has what each device has used. */
export const LISTS = ['rest', 'graphql'] as const;
export type ListWith = (typeof LISTS)[number];

/** What emnify's list says a device has used this month, in units of the list's own: compared with nothing but itself. */
export interface ListedUsage {
  data: number;
  sms: number;
}

/** A listed usage, and what the look after it found the device to have cost. Amounts as in {@link Watch}. */
export interface PricedUsage extends ListedUsage {
  dataSpend: number;
  smsSpend: number;
  /** Of all kinds of traffic. */
  spend: number;
}

/** @param spend what a look found after the list had been read */
export function priced(usage: ListedUsage, spend: Spend, currency: string): PricedUsage {
  const amount = (meter: Meter): number => Number(amountOn(spend, meter, currency));
  return { ...usage, dataSpend: amount('data'), smsSpend: amount('sms'), spend: amount('total') };
}

/** What one unit costs on average, over a whole fleet. */
export interface UnitPrices {
  data: number;
  sms: number;
}

/** Adds a fleet up to {@link UnitPrices}. */
export class FleetPrices {
  readonly #sum: PricedUsage = { data: 0, sms: 0, dataSpend: 0, smsSpend: 0, spend: 0 };

  add({ data, sms, dataSpend, smsSpend }: PricedUsage): void {
    this.#sum.data += data;
    this.#sum.sms += sms;
    this.#sum.dataSpend += dataSpend;
    this.#sum.smsSpend += smsSpend;
  }

  prices(): UnitPrices {
    const { data, sms, dataSpend, smsSpend } = this.#sum;
    return { data: priceOf(dataSpend, data) ?? 0, sms: priceOf(smsSpend, sms) ?? 0 };
  }
}

/**
 * What a device has probably spent since its last look, by what the list says it has used since: at its own price so
 * far, or at the fleet's where it has cost nothing yet. A usage that fell says nothing.
 */
export function spentSince(
  watch: Pick<Watch, 'spend'>,
  before: PricedUsage,
  usage: ListedUsage,
  fleet: UnitPrices,
): number {
  const data = Math.max(0, usage.data - before.data) * (priceOf(before.dataSpend, before.data) ?? fleet.data);
  const sms = Math.max(0, usage.sms - before.sms) * (priceOf(before.smsSpend, before.sms) ?? fleet.sms);
  return data + sms - (watch.spend - before.spend);
}

/** Where prices differ by network, a device may have spent about twice of what its usage tells. */
const SHARE_OF_HEADROOM = 0.5;
/** What was spent since the price was seen, of what is missing to the next threshold: then it is to be seen again. */
const OLD_PRICE = 0.25;

/** Whether a device is to be looked at because of its usage: it may have come to its next threshold, or its price is old. */
export function isTelling(
  watch: Pick<Watch, 'headroom' | 'spend'>,
  before: PricedUsage | undefined,
  usage: ListedUsage,
  fleet: UnitPrices,
): boolean {
  const { headroom, spend } = watch;
  if (headroom === undefined) return false;
  if (before === undefined || spend - before.spend > OLD_PRICE * headroom) return true;
  const spent = spentSince(watch, before, usage, fleet);
  return spent > 0 && spent >= SHARE_OF_HEADROOM * headroom;
}

function priceOf(spend: number, volume: number): number | undefined {
  return spend > 0 && volume > 0 ? spend / volume : undefined;
}
