import type { AwsFault, StandInAnswer } from './http-stand-in.ts';

const SNS = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** Makes an answer in SNS's XML, or in that of another namespace; `content` has to be XML already. */
export function xmlAnswer(status: number, element: string, content: string, namespace = SNS): StandInAnswer {
  return { status, contentType: 'text/xml', body: `<${element} xmlns="${namespace}">${content}</${element}>` };
}

/** Makes a refusal in SNS's XML, or in that of another namespace. */
export function refuseInXml(fault: AwsFault, requestId: string, namespace = SNS): StandInAnswer {
  const type = fault.status < 500 ? 'Sender' : 'Receiver';
  return xmlAnswer(
    fault.status,
    'ErrorResponse',
    `<Error><Type>${type}</Type><Code>${fault.code}</Code><Message>${escapeXml(fault.message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId>`,
    namespace,
  );
}

/** Escapes a text for an XML element. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Makes the entries of a map in SNS's XML. */
export function attributesXml(element: string, attributes: Record<string, string>): string {
  const entries = Object.entries(attributes).map(
    ([key, value]) => `<entry><key>${key}</key><value>${escapeXml(value)}</value></entry>`,
  );
  return `<${element}>${entries.join('')}</${element}>`;
}
