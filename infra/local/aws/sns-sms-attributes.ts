import type { PublishedAttribute } from './sns-filter-policy.ts';

/**
 * The attributes of a text message by SNS's guide (Publishing to a mobile phone, "Sending a message (AWS SDKs)"). The
 * origination number and those for India are missing: the stand-in could not check them.
 */
const SMS_ATTRIBUTES: Record<string, { dataType: string; value: RegExp; rule: string }> = {
  'AWS.SNS.SMS.SMSType': {
    dataType: 'String',
    value: /^(Promotional|Transactional)$/,
    rule: 'Promotional or Transactional',
  },
  'AWS.SNS.SMS.SenderID': {
    dataType: 'String',
    value: /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/,
    rule: '3 to 11 letters and digits, at least one letter',
  },
  'AWS.SNS.SMS.MaxPrice': { dataType: 'Number', value: /^[^-]/, rule: 'a price in USD' },
};

/** Checks that an attribute is one for text messages: Publish accepts no other reserved names here. */
export function isSmsAttribute(name: string): boolean {
  return Object.hasOwn(SMS_ATTRIBUTES, name);
}

/** Finds a mistake in an attribute for text messages; undefined for every other attribute. */
export function smsAttributeProblem(name: string, { dataType, value }: PublishedAttribute): string | undefined {
  const wanted = isSmsAttribute(name) ? SMS_ATTRIBUTES[name] : undefined;
  if (wanted === undefined || (dataType === wanted.dataType && wanted.value.test(value))) return undefined;
  return `must be a ${wanted.dataType}: ${wanted.rule}`;
}
