import * as z from 'zod';

/** The payload of `notify` that sends a notification once more. */
export function resendPayload(ref: string): object {
  return { resend: ref };
}

/** The payload of `evaluate` that checks one endpoint now. */
export function checkPayload(endpointId: string): object {
  return { endpointIds: [endpointId] };
}

const checked = z.looseObject({
  evaluations: z.array(z.looseObject({ outcome: z.string(), reason: z.string() })).min(1),
});

/** What a check found, in words. */
export function checkedInWords(answer: unknown): string {
  const [evaluation] = checked.parse(answer).evaluations;
  return `Checked now: ${evaluation?.reason}.`;
}
