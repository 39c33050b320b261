import type { SQSBatchResponse } from 'aws-lambda';

/**
 * Finds the failed messages of a batch, reading a partial batch response as Lambda does: no response, or no failures in it,
 * is success; an identifier that is empty or not of this batch makes the whole batch fail.
 */
export function failedMessageIds(messageIds: string[], response: SQSBatchResponse | null | undefined): Set<string> {
  const batch = new Set(messageIds);
  const failed = new Set((response?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  return failed.isSubsetOf(batch) ? failed : batch;
}
