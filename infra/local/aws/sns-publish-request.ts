import { AwsFault } from './http-stand-in.ts';
import type { PublishedAttribute } from './sns-filter-policy.ts';
import { isSmsAttribute, smsAttributeProblem } from './sns-sms-attributes.ts';

const maxPublishBytes = 262_144;
const maxTextCharacters = 1_600;

/** A Publish that AWS would accept. */
export interface PublishRequest {
  subject?: string;
  messageStructure?: 'json';
  message: string;
  /** The JSON message by protocol, or the whole message as `default`. */
  bodies: Record<string, string>;
  attributes: Record<string, PublishedAttribute>;
}

/**
 * Reads the form of a Publish by the rules of the SNS API reference (Publish, MessageAttributeValue). Stricter than
 * AWS where AWS would drop something without a word: a body that is not a string, and an attribute that no filter
 * policy can read. Throws {@link AwsFault} with InvalidParameter or ParameterValueInvalid.
 */
export function readPublishRequest(form: URLSearchParams): PublishRequest {
  const subject = form.get('Subject') ?? undefined;
  const message = form.get('Message') ?? '';
  const structure = form.get('MessageStructure') ?? undefined;
  if (message === '') throw invalidParameter('Empty message');
  // Printable ASCII, at most 99 characters, and no blank in front.
  if (subject !== undefined && !/^[!-~][ -~]{0,98}$/.test(subject)) throw invalidParameter('Subject');
  if (structure !== undefined && structure !== 'json') throw invalidParameter('MessageStructure');
  const attributes = readAttributes(form);
  if (publishBytes(message, attributes) > maxPublishBytes) throw invalidParameter('Message too long');
  const bodies = structure === 'json' ? readBodies(message) : { default: message };
  return { subject, messageStructure: structure, message, bodies, attributes };
}

/** Finds the body for subscribers of a protocol. */
export function bodyFor({ bodies }: PublishRequest, protocol: string): string {
  return bodies[protocol] ?? bodies.default ?? '';
}

/**
 * Refuses a text longer than the API reference allows "for a single SMS Publish action". Applies to topics
 * with a subscribed phone, even if a filter policy would keep this message from it.
 */
export function requireShortText(request: PublishRequest): void {
  if (bodyFor(request, 'sms').length > maxTextCharacters) throw invalidParameter('Message too long for a text message');
}

function readBodies(message: string): Record<string, string> {
  const parsed = parseJson(message);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const bodies: Record<string, string> = {};
  for (const [protocol, body] of Object.entries(parsed)) {
    if (typeof body !== 'string')
      throw invalidParameter(`Message Structure - the body for ${protocol} is not a string`);
    bodies[protocol] = body;
  }
  if (!Object.hasOwn(bodies, 'default')) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return bodies;
}

function readAttributes(form: URLSearchParams): Record<string, PublishedAttribute> {
  const attributes: Record<string, PublishedAttribute> = {};
  for (let entry = 1; form.has(`MessageAttributes.entry.${entry}.Name`); entry += 1) {
    const field = (name: string) => form.get(`MessageAttributes.entry.${entry}.${name}`) ?? '';
    const name = field('Name');
    const dataType = field('Value.DataType');
    const value = field(dataType === 'Binary' ? 'Value.BinaryValue' : 'Value.StringValue');
    const problem =
      nameProblem(name) ?? valueProblem(dataType, value) ?? smsAttributeProblem(name, { dataType, value });
    if (problem !== undefined) {
      throw new AwsFault(400, 'ParameterValueInvalid', `The message attribute '${name}' ${problem}.`);
    }
    attributes[name] = { dataType, value };
  }
  return attributes;
}

function nameProblem(name: string): string | undefined {
  if (!/^[\w.-]{1,256}$/.test(name)) return 'has a name with characters other than letters, digits, _, - and .';
  if (/^\.|\.\.|\.$/.test(name)) return 'has a name with a period at its start or end, or two in a row';
  if (/^(aws|amazon)\./i.test(name) && !isSmsAttribute(name)) return 'has a reserved name';
  return undefined;
}

function valueProblem(dataType: string, value: string): string | undefined {
  if (!['String', 'String.Array', 'Number', 'Binary'].includes(dataType)) return `has an unknown type ${dataType}`;
  if (value === '') return `must contain non-empty message attribute value for message attribute type '${dataType}'`;
  if (dataType === 'Number' && !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)) return 'is not a number';
  if (dataType === 'String.Array' && !isScalarArray(parseJson(value))) return 'is not a JSON array of plain values';
  // SNS accepts these, and then delivers the message to no subscription with a filter policy.
  if (dataType === 'String' && parseJson(`"${value}"`) === undefined) {
    return 'has quotes, backslashes or control characters that are not escaped as in JSON';
  }
  return undefined;
}

function isScalarArray(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((element) => element === null || ['string', 'number', 'boolean'].includes(typeof element))
  );
}

function publishBytes(message: string, attributes: Record<string, PublishedAttribute>): number {
  const texts = Object.entries(attributes).flatMap(([name, { dataType, value }]) => [name, dataType, value]);
  return [message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalidParameter(what: string): AwsFault {
  return new AwsFault(400, 'InvalidParameter', `Invalid parameter: ${what}`);
}
