/** A message attribute as SNS received it; `value` is base64 for Binary, a JSON array for String.Array. */
export interface PublishedAttribute {
  dataType: string;
  value: string;
}

type Scalar = string | number | boolean | null;
/** Gets the values of one attribute, undefined when the message has none that a policy can look at. */
type Rule = (values: Scalar[] | undefined) => boolean;

/**
 * Reads a subscription's filter policy (scope MessageAttributes): every key must match, and of a key's rules any.
 * An array attribute matches when any of its elements does. Knows exact values, `anything-but`, `prefix` and `exists`.
 * Throws an Error for a rule it does not know, so that no message is left out or let through by guess.
 */
export function readFilterPolicy(
  policy: Record<string, unknown[]>,
): (attributes: Record<string, PublishedAttribute>) => boolean {
  const keys = Object.entries(policy).map(([name, rules]) => ({ name, rules: rules.map(readRule) }));
  return (attributes) => keys.every(({ name, rules }) => rules.some((rule) => rule(valuesOf(attributes[name]))));
}

function readRule(rule: unknown): Rule {
  if (isScalar(rule)) return (values) => values?.includes(rule) ?? false;
  const [operator, operand] = soleEntry(rule);
  if (operator === 'exists' && typeof operand === 'boolean') return (values) => (values !== undefined) === operand;
  if (operator === 'prefix' && typeof operand === 'string') return someValue(startsWith(operand));
  if (operator === 'anything-but') return someValue(not(readExclusion(operand)));
  throw new Error(`this SNS stand-in does not know the filter rule ${JSON.stringify(rule)}`);
}

function readExclusion(operand: unknown): (value: Scalar) => boolean {
  if (isScalar(operand)) return (value) => value === operand;
  if (Array.isArray(operand) && operand.every(isScalar)) return (value) => operand.includes(value);
  const [operator, prefix] = soleEntry(operand);
  if (operator === 'prefix' && typeof prefix === 'string') return startsWith(prefix);
  throw new Error(`this SNS stand-in does not know anything-but ${JSON.stringify(operand)}`);
}

function valuesOf(attribute: PublishedAttribute | undefined): Scalar[] | undefined {
  switch (attribute?.dataType) {
    case 'String':
      return [attribute.value];
    case 'Number':
      return [Number(attribute.value)];
    case 'String.Array':
      return JSON.parse(attribute.value);
    default:
      return undefined;
  }
}

function someValue(matches: (value: Scalar) => boolean): Rule {
  return (values) => values?.some(matches) ?? false;
}

function not(matches: (value: Scalar) => boolean): (value: Scalar) => boolean {
  return (value) => !matches(value);
}

function startsWith(prefix: string): (value: Scalar) => boolean {
  return (value) => typeof value === 'string' && value.startsWith(prefix);
}

function soleEntry(value: unknown): [string, unknown] | [] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [first] = entries;
  return first !== undefined && entries.length === 1 ? first : [];
}

/** What an array attribute may hold, and a policy may name, besides operators. */
export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
