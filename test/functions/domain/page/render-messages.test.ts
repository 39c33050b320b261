import { expect, test } from '@jest/globals';
import { filePlace, localPlace } from '../../../../functions/domain/page/place.ts';
import { renderMessages } from '../../../../functions/domain/page/render-messages.ts';
import { aMessagesPage } from '../../../fakes/page-views.ts';
import { readable } from '../../../fixtures/html-scanner.ts';

const PLACE = localPlace({ newId: () => 'id' });
const text = readable(renderMessages(aMessagesPage(), PLACE));

test('channels that fail come first, then how many alerts wait', () => {
  expect(text).toContain(
    'AWS does not say. Events fail since 18 Oct 13:50 UTC. not authorized to perform SNS:Publish (AuthorizationError) They wait, and are tried again at least once an hour. 2 alerts wait to become a part of a notification.',
  );
});

test('each notification says what became of its messages', () => {
  expect(text).toContain(
    '18 Oct 14:05 UTC · 1 alert · ref 34e44b Text accepted 18 Oct 14:05 UTC, id 0d1c2b3a-1111-5555-9999-aaaabbbbcccc',
  );
  expect(text).toContain('Event waiting after 2 tries Resend');
  expect(text).toContain('Event refused 15 Oct 06:00 UTC: InvalidParameter: the message is too long');
  expect(text).toContain('What became of its messages is not stored.');
});

test('nothing sent is a sentence, without a form', () => {
  const quiet = readable(renderMessages(aMessagesPage({ notifications: [], waiting: 0, failing: [] }), PLACE));
  expect(quiet).toBe(
    'Messages What SNS has accepted. Whether a message arrived, AWS does not say. Notifications No notification was sent yet.',
  );
});

test('one try and one alert are singular', () => {
  const [first] = aMessagesPage().notifications;
  const messages = [{ channel: 'mail', alerts: 1, state: 'waiting', tries: 1 } as const];
  const one = aMessagesPage({ waiting: 1, notifications: first ? [{ ...first, messages }] : [] });
  expect(readable(renderMessages(one, PLACE))).toContain('1 alert waits to become');
  expect(readable(renderMessages(one, PLACE))).toContain('Mail waiting after 1 try');
});

test('a file has nothing to press', () => {
  expect(readable(renderMessages(aMessagesPage(), filePlace({ endpoints: new Set() })))).not.toContain('Resend');
});
