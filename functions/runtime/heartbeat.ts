const TIME_LIMIT_MS = 2_000;

/**
 * Asks an address of the operator's once, so that a service elsewhere hears that the watchdog runs. It sends no data, and
 * never throws.
 *
 * @param url empty: there is none
 */
export function createHeartbeat(
  url: string,
  onTrouble: (what: string, error: unknown) => void,
  get: typeof fetch = fetch,
): () => Promise<void> {
  return async () => {
    if (url === '') return;
    try {
      const { ok, status } = await get(url, { redirect: 'manual', signal: AbortSignal.timeout(TIME_LIMIT_MS) });
      if (!ok) throw new Error(`HTTP ${status}`);
    } catch (error) {
      onTrouble('the heartbeat was not heard', error);
    }
  };
}
