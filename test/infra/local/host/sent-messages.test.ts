import { describe, expect, test } from '@jest/globals';
import { emptyFleetCount } from '../../../../functions/domain/records/fleet-judgement.ts';
import type { Publication, Subscription } from '../../../../infra/local/aws/sns.ts';
import { documentOf } from '../../../../infra/local/cli/run-document.ts';
import { deliveredMessages, summaryLine } from '../../../../infra/local/cli/show.ts';
import type { SweepResult } from '../../../../infra/local/host/pipeline.ts';
import { sentNotifications } from '../../../../infra/local/host/sent-messages.ts';
import { storyMessage } from '../../../../infra/local/stories/story-message.ts';

const OPS: Subscription = { protocol: 'email', endpoint: 'ops@example.com' };
const PHONE: Subscription = { protocol: 'sms', endpoint: '+15555550100' };

/** What a topic took, and who got it. */
function published(topicName: string, ref: string, message: string, ...to: Subscription[]): Publication {
  const text = (value: string) => ({ dataType: 'String', value });
  return {
    message,
    messageId: `${topicName}-${ref}`,
    topicName,
    topicArn: `arn:aws:sns:eu-central-1:000000000000:${topicName}`,
    bodies: { default: message },
    attributes: {
      severity: text(topicName === 'text' ? 'warning' : 'critical'),
      budget: { dataType: 'String.Array', value: '["cameras","every-device"]' },
      notification: text(ref),
    },
    deliveries: to.map((subscription) => ({ subscription, body: message })),
    ...(topicName === 'mail' && { subject: `subject of ${ref}` }),
  };
}

const document = (ref: string, ...names: string[]): string =>
  JSON.stringify({
    event: 'digest',
    notificationId: ref,
    alerts: names.map((name) => ({ endpoint: { name }, budget: 'cameras', kind: 'crossed', severity: 'critical' })),
  });

const ONE = [
  published('text', 'aaaaaa', 'CRIT emnify: a. Ref aaaaaa', PHONE),
  published('mail', 'aaaaaa', 'mail of a\n', OPS, { ...OPS, endpoint: 'boss@example.com' }),
  published('event', 'aaaaaa', document('aaaaaa', 'cam-1', 'cam-2')),
  published('event', 'aaaaaa', document('aaaaaa', 'cam-3')),
];
const NO_TEXT = [
  published('mail', 'bbbbbb', 'mail of b\n', OPS),
  published('event', 'bbbbbb', document('bbbbbb', 'cam-4')),
];

describe('what SNS took', () => {
  test('is put together by its ref: mail, text, documents, and who got them', () => {
    const [first, second, ...more] = sentNotifications([...ONE, ...NO_TEXT]);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      subject: 'subject of aaaaaa',
      mail: 'mail of a\n',
      text: 'CRIT emnify: a. Ref aaaaaa',
      events: [document('aaaaaa', 'cam-1', 'cam-2'), document('aaaaaa', 'cam-3')],
    });
    expect(first?.deliveries.map(({ subscription, subject }) => [subscription.endpoint, subject])).toEqual([
      ['ops@example.com', 'subject of aaaaaa'],
      ['boss@example.com', 'subject of aaaaaa'],
      ['+15555550100', undefined],
    ]);
    expect(second).toMatchObject({ subject: 'subject of bbbbbb', events: [document('bbbbbb', 'cam-4')] });
    expect(second && 'text' in second).toBe(false);
  });

  test('in any mixture is in the order in which each notification began, with the attributes of its mail', () => {
    const mixed = [...NO_TEXT.slice(1), ...ONE, ...NO_TEXT.slice(0, 1)];
    const notifications = sentNotifications(mixed);
    expect(notifications.map(({ subject }) => subject)).toEqual(['subject of bbbbbb', 'subject of aaaaaa']);
    expect(notifications.map(({ attributes }) => attributes.severity?.value)).toEqual(['critical', 'critical']);
  });

  test('without its mail has no subject, and the attributes of what there is', () => {
    const [alone] = sentNotifications(ONE.slice(0, 1));
    expect(alone).toEqual({
      subject: '',
      text: 'CRIT emnify: a. Ref aaaaaa',
      events: [],
      attributes: ONE[0]?.attributes,
      deliveries: [{ subscription: PHONE, body: 'CRIT emnify: a. Ref aaaaaa', subject: undefined }],
    });
  });

  test('twice, as an answer was lost, is one notification that was delivered twice', () => {
    const [mail = NO_TEXT[0], ...others] = NO_TEXT;
    if (!mail) throw new Error('a notification has a mail');
    const [notification, ...more] = sentNotifications([mail, mail, ...others]);
    expect([notification?.mail, notification?.deliveries.length, more]).toEqual(['mail of b\n', 2, []]);
  });

  test('was nothing, where nothing was', () => {
    expect(sentNotifications([])).toEqual([]);
  });
});

const SWEEP: SweepResult = {
  ...{ listed: 5, evaluated: 3, skipped: 1, unjudged: 1, failed: 0, unreadable: 0, missing: 0 },
  failures: [],
  shared: { aggregations: [], fleet: { ...emptyFleetCount(), isLasting: false }, withoutEffect: [] },
};

describe('for people', () => {
  test('each recipient’s message is printed, a mail with its subject and a text without', () => {
    const [first] = sentNotifications(ONE);
    if (!first) throw new Error('one notification');
    const [line] = deliveredMessages(first).match(/─+/) ?? [];
    expect(deliveredMessages(first).split(`${line}\n`)).toEqual([
      'To ops@example.com (email)\nSubject: subject of aaaaaa\n\nmail of a\n',
      'To boss@example.com (email)\nSubject: subject of aaaaaa\n\nmail of a\n',
      'To +15555550100 (sms)\n\nCRIT emnify: a. Ref aaaaaa\n',
    ]);
  });

  test('the summary counts notifications, mails and texts by who got them', () => {
    expect(summaryLine(SWEEP, sentNotifications([...ONE, ...NO_TEXT]))).toBe(
      '5 endpoints listed, 3 evaluated, 1 skipped, 1 not judged, 0 failed;\nnotifications: 2, emails: 3, texts: 1.',
    );
  });
});

describe('for machines', () => {
  test('a run has each notification as its mail, its text, its first document and who got what', () => {
    const { notifications } = documentOf([SWEEP], [], sentNotifications([...ONE, ...NO_TEXT]));
    expect(notifications[0]).toEqual({
      subject: 'subject of aaaaaa',
      email: 'mail of a\n',
      sms: 'CRIT emnify: a. Ref aaaaaa',
      json: JSON.parse(document('aaaaaa', 'cam-1', 'cam-2')),
      attributes: { severity: 'critical', budget: ['cameras', 'every-device'], notification: 'aaaaaa' },
      deliveries: [
        { protocol: 'email', to: 'ops@example.com' },
        { protocol: 'email', to: 'boss@example.com' },
        { protocol: 'sms', to: '+15555550100' },
      ],
    });
    expect(notifications[1] && 'sms' in notifications[1]).toBe(false);
  });

  test('a story has the alerts of all its documents, and no text where there was none', () => {
    const at = new Date('2026-10-14T09:00:00.000Z');
    const [first, second, machines] = sentNotifications([
      ...ONE,
      ...NO_TEXT,
      published('event', 'cccccc', document('cccccc', 'cam-5')),
    ]).map((notification) => storyMessage({ at, notification }));
    expect(first).toMatchObject({
      at: at.toISOString(),
      severity: 'critical',
      endpoints: ['cam-1', 'cam-2', 'cam-3'],
      sms: 'CRIT emnify: a. Ref aaaaaa',
    });
    expect(second && 'sms' in second).toBe(false);
    expect(machines).toMatchObject({ subject: '', email: '', endpoints: ['cam-5'] });
  });

  test('a text that came later than its documents shows no alert again', () => {
    const at = new Date('2026-10-14T09:00:00.000Z');
    const [late] = sentNotifications(ONE.slice(0, 1)).map((notification) => storyMessage({ at, notification }));
    expect(late).toMatchObject({ subject: '', endpoints: [], kinds: [], json: { alerts: [] } });
  });
});
