/** A message attribute as SNS received it; `value` is base64 for Binary, a JSON array for String.Array. */
export interface PublishedAttribute {
  dataType: string;
  value: string;
}

/**
 * Applies a subscription's filter policy (scope MessageAttributes): every key must match, with any of its values.
 * An array attribute matches if any of its elements does. Knows only exact texts, as this project uses no other rules.
 * Throws an Error for any other rule, so that no message is filtered by guess.
 */
export function readFilterPolicy(
  policy: Record<string, unknown[]>,
): (attributes: Record<string, PublishedAttribute>) => boolean {
  const keys = Object.entries(policy).map(([name, rules]) => ({ name, texts: rules.map(readText) }));
  return (attributes) =>
    keys.every(({ name, texts }) => valuesOf(attributes[name]).some((value) => texts.includes(value)));
}

function readText(rule: unknown): unknown {
  if (typeof rule === 'string') return rule;
  throw new Error(`this SNS stand-in does not know the filter rule ${JSON.stringify(rule)}`);
}

function valuesOf(attribute: PublishedAttribute | undefined): unknown[] {
  if (attribute?.dataType === 'String') return [attribute.value];
  if (attribute?.dataType === 'String.Array') return JSON.parse(attribute.value);
  return [];
}
