import type { Life } from './life.ts';

/** What answers at once; everything else is a request and its answer. */
const AT_ONCE = new Set(['onTrouble']);
/** Nothing outside: a stop before or after it is one after the call before it, or before the next. */
const CLOCK = 'now';
/** What is fetched page by page: each page is a call. */
const PAGED = new Set(['emnify.endpointPages', 'costHistory.months', 'notificationLog.waiting']);

/** The dependencies of a use case, each call to them one that a life can end at. */
export function intercepted<Deps extends object>(deps: Deps, life: Life, path = ''): Deps {
  return new Proxy(deps, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      const name = `${path}${String(key)}`;
      if (typeof member === 'function' && name !== CLOCK) {
        return (...args: unknown[]): unknown => {
          const work = (): unknown => Reflect.apply(member, target, args);
          if (PAGED.has(name)) return pages(name, work(), life);
          return AT_ONCE.has(name) ? life.callNow(name, args, work) : life.call(name, args, work);
        };
      }
      return typeof member === 'object' && member !== null ? intercepted(member, life, `${name}.`) : member;
    },
  });
}

async function* pages(name: string, source: unknown, life: Life): AsyncGenerator<unknown> {
  const pagesOfSource = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = (await life.call(`${name}: next page`, [], () =>
      pagesOfSource.next(),
    )) as IteratorResult<unknown>;
    if (done) return;
    yield value;
  }
}
