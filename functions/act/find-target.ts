import { lastCheck, sentNotification, unknownRef } from '../contracts/this-month-or-last.ts';
import { displayName, type Endpoint } from '../domain/costs/endpoint.ts';
import { type Scope, scopeKey, scopeOf } from '../domain/costs/scope.ts';
import { type AlertInDocument, alertsInDocument } from '../domain/messages/read-json.ts';
import type { Named } from '../domain/presses/press.ts';
import type { EndpointMonth } from '../domain/records/endpoint-month.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';
import { formatMoment } from '../domain/values/month.ts';
import { oneLine } from '../domain/values/text.ts';
import type { ActDeps } from './act-deps.ts';
import type { About } from './payload.ts';
import { RefusedPress } from './refused-press.ts';

/** An endpoint that a press is about, as it was last checked. */
export interface EndpointTarget {
  endpoint: Endpoint;
  scope: Scope;
  month: EndpointMonth;
}

const MOST_NAMED = 5;

/** Finds the endpoint that is named, or that a notification is about. @throws {RefusedPress} where there is not one */
export async function findEndpoint(deps: ActDeps, about: About): Promise<EndpointTarget> {
  const id = about.endpoint ?? (await endpointIn(deps, about.ref));
  const month = await lastCheck(deps.costHistory, id, deps.now());
  if (!month) {
    throw new RefusedPress(
      `There is no endpoint ${oneLine(id)}: none with this id was checked in this month or the last. Its id is in its mails, and in its address in the emnify Portal.`,
    );
  }
  const { endpoint, skippedSince } = month;
  if (skippedSince !== undefined) {
    throw new RefusedPress(
      `emnify no longer knows ${oneLine(displayName(endpoint))} (endpoint ${oneLine(id)}) since ${formatMoment(new Date(skippedSince))}: it raises no more alerts, so there is nothing to decide about it.`,
    );
  }
  return { endpoint, scope: scopeOf(endpoint), month };
}

async function endpointIn(deps: ActDeps, ref: string): Promise<string> {
  const { scope } = await findAlert(deps, ref);
  if (scope.kind === 'endpoint') return scope.id;
  throw new RefusedPress(
    `The notification ${ref} is about the ${scope.kind} and no single endpoint. Write endpoint, or budget for a mute.`,
  );
}

/**
 * The most severe alert of a notification about one scope, of one budget where that is named.
 *
 * @throws {RefusedPress} where the notification is about several scopes, or has no such alert
 */
export async function findAlert(deps: ActDeps, ref: string, budget?: string): Promise<AlertInDocument> {
  const sent = await findNotification(deps, ref);
  // A version before 0.2 has kept other documents.
  const messages = sent.key === undefined ? [] : await deps.deliveries.messagesOf(sent);
  const alerts = messages
    .filter(({ channel }) => channel === 'event')
    .flatMap(({ message }) => alertsInDocument(message.body))
    .toSorted((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
  const scopes = new Map(alerts.map(({ scope }) => [scopeKey(scope), scope]));
  if (alerts.length === 0)
    throw new RefusedPress(`The messages of notification ${ref} are no longer kept. Write endpoint in place of ref.`);
  const found = alerts.find((alert) => budget === undefined || alert.budget === budget);
  if (found && scopes.size === 1) return found;
  if (scopes.size === 1) {
    const budgets = new Set(alerts.map((alert) => `"${oneLine(alert.budget)}"`));
    throw new RefusedPress(
      `The notification ${ref} has no alert of budget "${budget}". Write one of ${[...budgets].join(', ')}.`,
    );
  }
  const named = [...scopes.values()].slice(0, MOST_NAMED).map(({ id, name }) => `${oneLine(name)} (${oneLine(id)})`);
  const more = scopes.size > named.length ? ' and more' : '';
  throw new RefusedPress(
    `The notification ${ref} is about ${scopes.size}: ${named.join(', ')}${more}. Write the id of one as endpoint, or mute the budget.`,
  );
}

/** Finds a notification of this month or the last by its ref. @throws {RefusedPress} where there is none */
export async function findNotification({ deliveries, now }: ActDeps, ref: string): Promise<SentNotification> {
  const sent = await sentNotification(deliveries, ref, now());
  if (sent) return sent;
  throw new RefusedPress(unknownRef(ref));
}

/** An endpoint as a press names it. */
export function named({ endpoint }: EndpointTarget): Named {
  return { id: endpoint.id, name: displayName(endpoint) };
}

/** An endpoint in a sentence. */
export function nameIn({ endpoint }: EndpointTarget): string {
  return `${oneLine(displayName(endpoint))} (endpoint ${oneLine(endpoint.id)})`;
}
