import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord, SQSRecordAttributes } from 'aws-lambda';

/** A message as received, with the fields SQS always sends. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: SQSRecordAttributes;
  messageAttributes: Record<string, MessageAttributeValue>;
}

/** Checks a received message. Throws an Error naming it if a field is missing that SQS always sends. */
export function toReceivedMessage(message: Message): ReceivedMessage {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes = {}, MessageAttributes = {} } = message;
  const { ApproximateReceiveCount, SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp } = Attributes;
  if (
    MessageId === undefined ||
    ReceiptHandle === undefined ||
    Body === undefined ||
    MD5OfBody === undefined ||
    ApproximateReceiveCount === undefined ||
    SentTimestamp === undefined ||
    SenderId === undefined ||
    ApproximateFirstReceiveTimestamp === undefined
  ) {
    throw new Error(`SQS sent an incomplete message: ${MessageId}`);
  }
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    md5OfBody: MD5OfBody,
    attributes: { ...Attributes, ApproximateReceiveCount, SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp },
    messageAttributes: MessageAttributes,
  };
}

/** Makes the record that Lambda passes for a message; the region is the one in the queue's ARN. */
export function toSqsRecord(message: ReceivedMessage, queueArn: string): SQSRecord {
  const messageAttributes = Object.entries(message.messageAttributes).map(
    ([name, value]) => [name, toRecordAttribute(value)] as const,
  );
  return {
    ...message,
    messageAttributes: Object.fromEntries(messageAttributes),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

function toRecordAttribute({
  DataType = 'String',
  StringValue,
  BinaryValue,
}: MessageAttributeValue): SQSMessageAttribute {
  return {
    dataType: DataType,
    stringListValues: [],
    binaryListValues: [],
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  };
}
