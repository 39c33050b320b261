import type { NotifyDeps, TimeLeft } from './notify-deps.ts';
import type { NotifyPayload } from './payload.ts';
import { type NotifyRun, runNotify } from './run-notify.ts';
import { resend, type SentNow, sendTest } from './send-now.ts';

/** Does what the payload asks for: sends what waits, a test, or a notification once more. */
export async function dispatch(
  deps: NotifyDeps,
  { test, resend: ref }: NotifyPayload,
  timeLeft?: TimeLeft,
): Promise<NotifyRun | SentNow> {
  if (ref !== undefined) return await resend(deps, ref.toLowerCase());
  return test ? await sendTest(deps) : await runNotify(deps, timeLeft);
}
