import * as z from 'zod';
import { endpointId } from '../domain/costs/endpoint.ts';

/** Lambda reads the payload first, and rounds a number beyond the safe ones. */
function isAsWritten(written: string | number): boolean {
  return typeof written === 'string' || Math.abs(written) <= Number.MAX_SAFE_INTEGER;
}

/** The id of an endpoint in a payload: any that emnify may have, as text or as a number. */
export const writtenEndpointId = z
  .union([z.string(), z.number()])
  .refine(isAsWritten, 'a number of more than 15 digits is not kept exactly: write the id in quotes')
  .transform(endpointId)
  .pipe(z.string());
