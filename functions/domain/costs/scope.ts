import { displayName, type Endpoint } from './endpoint.ts';

/** The owner of a spend: an endpoint, a group under one budget, or the whole organisation. */
export interface Scope {
  kind: 'endpoint' | 'group' | 'organisation';
  /** emnify's id of the endpoint, the name of the group's budget, or `my` as emnify calls the organisation. */
  id: string;
  /** Safe for a single line; in a message it may still be a link. */
  name: string;
  iccid?: string;
}

/** The part of a scope that sets it apart from all others. */
export type ScopeId = Pick<Scope, 'kind' | 'id'>;

export function scopeOf(endpoint: Endpoint): Scope {
  const { id, iccid } = endpoint;
  return { kind: 'endpoint', id, name: displayName(endpoint), ...(iccid && { iccid }) };
}

export function groupScope(budget: string): Scope {
  return { kind: 'group', id: budget, name: budget };
}

/** `"endpoint#166"`: one text that no two scopes share. */
export function scopeKey({ kind, id }: ScopeId): string {
  return `${kind}#${id}`;
}

export const ORGANISATION: Scope = { kind: 'organisation', id: 'my', name: 'organisation' };
