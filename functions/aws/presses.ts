import { GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PRESSES_PARTITION, type Presses } from '../contracts/presses.ts';
import type { Press } from '../domain/presses/press.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';
import { pressItem } from './press-items.ts';
import { itemReader, type OnUnreadable, readAll } from './stored-items.ts';

/** As long as claims: names are kept as long as what was sent. */
const KEEP_DAYS = 400;

/**
 * Presses, one item each, beside the spends in their table. An id begins with the moment of the press, so they are in
 * the order of time. One that cannot be read does not count.
 */
export function createPresses(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): Presses {
  const read = itemReader('entry', onUnreadable);
  const keyOf = (id: string) => ({ scopeId: PRESSES_PARTITION, entry: id });

  /** Changes a press that is there. @returns false where a condition does not hold */
  const change = (id: string, expression: string, values: object, condition = ''): Promise<boolean> =>
    holds(
      documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: keyOf(id),
          UpdateExpression: expression,
          ConditionExpression: `attribute_exists(scopeId)${condition}`,
          ExpressionAttributeValues: { ...values },
        }),
      ),
    );

  return {
    async since(moment) {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          KeyConditionExpression: 'scopeId = :presses AND entry >= :moment',
          ExpressionAttributeValues: { ':presses': PRESSES_PARTITION, ':moment': moment.toISOString() },
        },
      );
      const presses: Press[] = [];
      for await (const { Items = [] } of pages) presses.push(...readAll(read, pressItem, Items));
      return presses;
    },

    async press(id) {
      const get = new GetCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true });
      return read(pressItem, (await documents.send(get)).Item);
    },

    async add(press) {
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...keyOf(press.id), press, expiresAt: expiresAfterDays(press.at, KEEP_DAYS) },
        ConditionExpression: 'attribute_not_exists(scopeId)',
      });
      return await holds(documents.send(put));
    },

    async markDone(id, at) {
      await change(id, 'SET press.doneAt = :at', { ':at': at.toISOString() });
    },

    undo: (id, undone) =>
      change(id, 'SET press.undone = :undone', { ':undone': undone }, ' AND attribute_not_exists(press.undone)'),

    async markSaid(id, what) {
      await change(id, `SET press.${what === 'press' ? '' : 'undone.'}isSaid = :yes`, { ':yes': true });
    },
  };
}
