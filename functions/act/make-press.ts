import type { Author, Press } from '../domain/presses/press.ts';
import type { ActDeps } from './act-deps.ts';
import { decideAcknowledgement } from './decide-acknowledgement.ts';
import { decideMute } from './decide-mute.ts';
import { decideRaise } from './decide-raise.ts';
import type { Decision } from './decision.ts';
import { findEndpoint, findNotification, named } from './find-target.ts';
import type { Wish } from './payload.ts';

/**
 * Makes the press that a person wants, from what is stored about its subject.
 *
 * @throws {RefusedPress} that says why there can be none, and what to write
 */
export async function makePress(
  deps: ActDeps,
  wish: Exclude<Wish, { kind: 'undo' }>,
  id: string,
  author: Author,
): Promise<Press> {
  const decision = await decide(deps, wish, author);
  const ref = 'ref' in wish && wish.ref !== undefined ? { ref: wish.ref } : {};
  return { ...decision, ...author, ...ref, id } as Press;
}

async function decide(deps: ActDeps, wish: Exclude<Wish, { kind: 'undo' }>, { at }: Author): Promise<Decision> {
  switch (wish.kind) {
    case 'mute':
      return await decideMute(deps, wish);
    case 'acknowledge':
      return await decideAcknowledgement(deps, wish);
    case 'raise':
      return await decideRaise(deps, wish);
    case 'resend':
      await findNotification(deps, wish.ref);
      return { kind: 'resend', until: at } as Decision;
    case 'check':
      return { kind: 'check', until: at, endpoint: named(await findEndpoint(deps, wish)) };
  }
}
