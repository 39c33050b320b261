import { InvalidParameterValueException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type SnsStandIn, startSns } from '../../../../infra/local/aws/sns.ts';

describe("AWS's own attributes for text messages in the SNS stand-in", () => {
  let sns: SnsStandIn;
  let client: SNSClient;

  beforeEach(async () => {
    sns = await startSns({ topics: { texts: [{ protocol: 'sms', endpoint: '+4912345678' }] } });
    client = new SNSClient({ ...localClientSettings(sns.url), maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await sns.close();
  });

  const publish = (name: string, DataType: string, StringValue: string) =>
    client.send(
      new PublishCommand({
        TopicArn: sns.topicArns.texts,
        Message: 'hello',
        MessageAttributes: { [name]: { DataType, StringValue } },
      }),
    );

  test.each([
    ['AWS.SNS.SMS.SMSType', 'String', 'Transactional'],
    ['AWS.SNS.SMS.SMSType', 'String', 'Promotional'],
    ['AWS.SNS.SMS.SenderID', 'String', 'Acme2024abc'],
    ['AWS.SNS.SMS.SenderID', 'String', '12a'],
    ['AWS.SNS.SMS.MaxPrice', 'Number', '0.50'],
  ])('%s, a %s, may be %j', async (name, dataType, value) => {
    await publish(name, dataType, value);
    expect(sns.publications).toMatchObject([{ attributes: { [name]: { dataType, value } } }]);
    expect(sns.outbox('sms')).toHaveLength(1);
  });

  test.each([
    ['AWS.SNS.SMS.SMSType', 'String', 'transactional'],
    ['AWS.SNS.SMS.SMSType', 'String.Array', '["Transactional"]'],
    ['AWS.SNS.SMS.SenderID', 'String', 'Ac'],
    ['AWS.SNS.SMS.SenderID', 'String', 'Acme2024abcd'],
    ['AWS.SNS.SMS.SenderID', 'String', '12345'],
    ['AWS.SNS.SMS.SenderID', 'String', 'Acme 24'],
    ['AWS.SNS.SMS.SenderID', 'String', 'Acme-24'],
    ['AWS.SNS.SMS.SenderID', 'String', 'Ácme'],
    ['AWS.SNS.SMS.MaxPrice', 'String', '0.50'],
    ['AWS.SNS.SMS.MaxPrice', 'Number', 'USD'],
    ['AWS.SNS.SMS.MaxPrice', 'Number', '-1'],
    ['AWS.SNS.SMS.OriginationNumber', 'String', '12345'],
    ['AWS.MM.SMS.OriginationNumber', 'String', '12345'],
    ['AWS.MM.SMS.EntityId', 'String', '1'],
    ['aws.sns.sms.SMSType', 'String', 'Transactional'],
  ])('%s, a %s, may not be %j', async (name, dataType, value) => {
    const refused = publish(name, dataType, value);
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterValueException);
    await expect(refused).rejects.toThrow(`attribute '${name}'`);
    expect(sns.publications).toEqual([]);
  });
});
