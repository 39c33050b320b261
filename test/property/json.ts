import * as fc from 'fast-check';

/** Keys and indexes from the outside in. */
export type Place = (string | number)[];

/** JSON of any shape, with more of what people, programs and other versions really write. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, true, '', ' ', 0, -1, 0.5, '0', '5', '5,00', 'NaN', '1e9', [], {}, [null], [[]]),
  fc.constantFrom<unknown>({ cost: 9 }, { id: 1 }, { name: 'a', limit: 5 }, '166', 166, 'EUR', '2026-10', '80 %'),
);

/** Every place in a value but the value itself. */
export function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [[key], ...placesIn(valueAt(value, [key])).map((inner) => [key, ...inner])]);
}

/** What stands at a place, `undefined` where nothing does. */
export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce(
    (inside, key) => (Object.hasOwn(Object(inside), key) ? Reflect.get(Object(inside), key) : undefined),
    value,
  );
}

/** A copy with something else at a place; with `undefined` nothing stands there any more. */
export function changed(value: unknown, place: Place, by: unknown): unknown {
  const copy = structuredClone(value);
  const key = place.at(-1);
  const parent = valueAt(copy, place.slice(0, -1));
  if (key === undefined || typeof parent !== 'object' || parent === null) return copy;
  if (by !== undefined) Reflect.set(parent, key, structuredClone(by));
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return copy;
}

/** A value with one to three of its places changed to any JSON, or emptied, as it comes over the wire. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const change = fc.tuple(fc.constantFrom(...placesIn(value)), fc.option(anyJson, { nil: undefined }));
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => overTheWire(changes.reduce((body, [place, by]) => changed(body, place, by), value)));
}

export function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** What comes of it, be it an error. */
export function attempt<Value>(work: () => Value): Value | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(`thrown: ${String(error)}`);
  }
}
