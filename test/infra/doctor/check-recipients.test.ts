import { expect, test } from '@jest/globals';
import { checkRecipients } from '../../../infra/doctor/check-recipients.ts';
import type { DeployedRecipient, TopicSubscription } from '../../../infra/doctor/readers.ts';
import type { Reading } from '../../../infra/doctor/reading.ts';
import { DENIED, read } from './fakes.ts';

const TOPIC = { kind: 'mail', logicalId: 'Alerts', arn: 'arn:aws:sns:eu-central-1:1:Alerts' } as const;
const ann: TopicSubscription = { protocol: 'email', endpoint: 'ann@example.com', state: 'confirmed', arn: 'arn:ann' };

async function findings({
  subscriptions,
  deployed = read([]),
  isAuthenticated = read(true),
}: {
  subscriptions: Reading<TopicSubscription[] | undefined>;
  deployed?: Reading<DeployedRecipient[] | undefined>;
  isAuthenticated?: Reading<boolean | undefined>;
}) {
  const readers = {
    subscriptions: async () => subscriptions,
    deployedRecipients: async () => deployed,
    isAuthenticated: async () => isAuthenticated,
  };
  return await checkRecipients(readers, [TOPIC]);
}

test.each([
  [read(true), 'right', /no click in a mail can end it/],
  [read(false), 'wrong', /confirmed by a click/],
  [read(undefined), 'unknown', /ended a moment ago/],
  [DENIED, 'unknown', /denied/],
])('an address that is confirmed, and how: %j', async (isAuthenticated, verdict, found) => {
  const [finding] = await findings({ subscriptions: read([ann]), isAuthenticated });
  expect(finding).toMatchObject({ subject: 'ann@example.com (mails)', verdict, found: expect.stringMatching(found) });
});

test('an address that is not confirmed gets the command that confirms it for good', async () => {
  const pending: TopicSubscription = { protocol: 'email', endpoint: 'ann@example.com', state: 'pending' };
  expect(await findings({ subscriptions: read([pending]) })).toMatchObject([
    {
      verdict: 'wrong',
      found: 'it is not confirmed, and gets nothing',
      remedy: expect.stringContaining(
        'aws sns confirm-subscription --region eu-central-1 --topic-arn arn:aws:sns:eu-central-1:1:Alerts --authenticate-on-unsubscribe true',
      ),
    },
    { subject: 'all recipients', verdict: 'wrong' },
  ]);
});

test('a recipient of the template that is not subscribed is missing, in upper or lower case', async () => {
  const deployed = read([
    { topic: 'Alerts', protocol: 'email', endpoint: 'Ann@example.com' },
    { topic: 'Alerts', protocol: 'email', endpoint: 'bob@example.com' },
    { topic: 'Texts', protocol: 'sms', endpoint: '+15555550100' },
  ]);
  const gone: TopicSubscription = { protocol: 'email', endpoint: 'bob@example.com', state: 'deleted' };
  const all = await findings({ subscriptions: read([ann, gone]), deployed });
  expect(all.filter(({ verdict }) => verdict === 'wrong')).toMatchObject([
    { subject: 'bob@example.com (mails)', found: 'it is not subscribed any more, and gets nothing' },
  ]);
});

test('without the template, a missing recipient is not known', async () => {
  expect(await findings({ subscriptions: read([ann]), deployed: DENIED })).toMatchObject([
    { verdict: 'right' },
    { subject: 'missing recipients', verdict: 'unknown' },
    { subject: 'all recipients', verdict: 'right' },
  ]);
});

test('a topic may be gone, or may not be read', async () => {
  expect(await findings({ subscriptions: read(undefined) })).toMatchObject([
    { subject: 'topic of mails', verdict: 'wrong', found: 'it is gone' },
    { subject: 'all recipients', verdict: 'wrong' },
  ]);
  expect(await findings({ subscriptions: DENIED })).toMatchObject([{ subject: 'topic of mails', verdict: 'unknown' }]);
});
