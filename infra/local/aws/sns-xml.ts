import type { AwsFault, StandInAnswer } from './http-stand-in.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** Makes an answer in SNS's XML; `content` has to be XML already. */
export function xmlAnswer(status: number, element: string, content: string): StandInAnswer {
  return { status, contentType: 'text/xml', body: `<${element} xmlns="${namespace}">${content}</${element}>` };
}

/** Makes a refusal in SNS's XML. */
export function refuseInXml(fault: AwsFault, requestId: string): StandInAnswer {
  const type = fault.status < 500 ? 'Sender' : 'Receiver';
  return xmlAnswer(
    fault.status,
    'ErrorResponse',
    `<Error><Type>${type}</Type><Code>${fault.code}</Code><Message>${escapeXml(fault.message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId>`,
  );
}

/** Escapes a text for an XML element. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
