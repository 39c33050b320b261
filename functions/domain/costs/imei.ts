/** A SIM that was found in another device. */
export interface ImeiChange {
  before: string;
  now: string;
  /** Time of the check that found it, ISO 8601. */
  at: string;
}

/** The digits that stand for a device. After them come a check digit, or the version of its software (3GPP TS 23.003). */
const DEVICE_DIGITS = 14;

/** Compares the IMEI of a check with the one before. An update of the software is no other device. */
export function imeiChangeOf(before: string | undefined, now: string | undefined, at: string): ImeiChange | undefined {
  if (before === undefined || now === undefined || deviceOf(before) === deviceOf(now)) return undefined;
  return { before, now, at };
}

function deviceOf(imei: string): string {
  return imei.replace(/\D/g, '').slice(0, DEVICE_DIGITS) || imei;
}

const SHOWN_DIGITS = 6;

/** `"...737390"`: the last digits that stand for the device. */
export function shortImei(imei: string): string {
  return `...${deviceOf(imei).slice(-SHOWN_DIGITS)}`;
}
