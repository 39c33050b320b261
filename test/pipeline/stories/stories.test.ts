import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { differences } from '../../../infra/local/stories/compare.ts';
import { type Played, play } from '../../../infra/local/stories/play.ts';
import { readStory } from '../../../infra/local/stories/story.ts';
import { type StoryMessage, storyMessage } from '../../../infra/local/stories/story-message.ts';
import { documentIn } from '../../fixtures/documents.ts';

const FOLDER = 'test/pipeline/stories';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** `09:00`, in the story's time. */
const clock = (at: Date | string): string => new Date(at).toISOString().slice(11, 16);
const refOf = (text: string | undefined): string | undefined => /Ref (\w+)/.exec(text ?? '')?.[1];

/** The texts of a story, with the moment at which each was sent. */
const textsOf = (messages: StoryMessage[]): [string, string][] =>
  messages.flatMap(({ at, sms }) => (sms === undefined ? [] : [[clock(at), sms]]));

/** When what failed in a story, `09:00 text: AuthorizationError`. */
const failuresOf = ({ failures }: Played): string[] =>
  failures.map(({ at, reason }) => `${clock(at)} ${/^\w+: \w+/.exec(reason)?.[0] ?? reason}`);

/** The texts of a story by who got them. */
function textsByPhone({ messages }: Played): Record<string, string[]> {
  const all = messages.flatMap(({ notification }) => notification.deliveries);
  const texts = all.filter(({ subscription }) => subscription.protocol === 'sms');
  const byPhone = Map.groupBy(texts, ({ subscription }) => subscription.endpoint);
  return Object.fromEntries([...byPhone].map(([phone, got]) => [phone, got.map(({ body }) => body)]));
}

/** What a story is there to show and its file cannot say: what stands in mails and texts, and which tries failed. */
const MORE: Record<string, (messages: StoryMessage[], played: Played) => void> = {
  'sns-refuses.yaml': (messages, played) => {
    const tries = ['00:00', '00:02', '00:05', '00:10', '00:19', '00:36', '01:09'];
    expect(failuresOf(played)).toEqual(
      tries.flatMap((time) => ['text', 'mail', 'event'].map((channel) => `${time} ${channel}: AuthorizationError`)),
    );
    expect(new Set(played.failures.map(({ run }) => run))).toEqual(new Set(['notify']));
    expect(messages).toHaveLength(2);
    for (const { email, sms, json } of messages) {
      expect(email).toMatch(
        /\nThis mail is late: it was written on 15 Oct 0[01]:00 UTC and could not be sent earlier\.\n$/,
      );
      const { notificationId } = json as unknown as { notificationId: string };
      expect([refOf(email), refOf(sms)]).toEqual([notificationId, notificationId]);
    }
  },

  'texts-denied.yaml': (messages, played) => {
    const mails = messages.filter(({ email }) => email !== '');
    expect(mails.map(({ at, sms }) => [clock(at), sms])).toEqual([
      ['09:00', undefined],
      ['11:00', undefined],
      ['19:00', undefined],
    ]);
    const line =
      '\nTexts have been failing since 14 Oct 09:00 UTC (SNS: AuthorizationError). They are retried at least once an hour.\n';
    expect(mails.map(({ email }) => email.includes(line))).toEqual([false, true, true]);
    const texts = textsOf(messages);
    expect(texts.map(([at]) => at)).toEqual(['10:00', '10:00', '10:00']);
    expect(texts.flatMap(([, text]) => text.match(/tracker-\d EUR \S+/g)).sort()).toEqual([
      'tracker-1 EUR 6.10',
      'tracker-2 EUR 6.20',
      'tracker-3 EUR 6.30',
    ]);
    expect(texts.map(([, text]) => refOf(text)).sort()).toEqual(mails.map(({ email }) => refOf(email)).sort());
    expect(textsByPhone(played)['+15555550100']).toHaveLength(3);
    expect(new Set(failuresOf(played).map((failure) => failure.slice(6)))).toEqual(
      new Set(['text: AuthorizationError']),
    );
  },

  'mails-denied.yaml': (messages, played) => {
    expect(textsOf(messages)).toEqual([
      ['09:00', expect.stringMatching(/^CRIT emnify: tracker-1 EUR 6\.10 .*EUR 6\.10\/h\. Ref \w+$/)],
      [
        '10:00',
        expect.stringMatching(
          /^CRIT emnify: tracker-2 EUR 6\.20 .*EUR 6\.20\/h\. Mails failing since 09:00\. Ref \w+$/,
        ),
      ],
    ]);
    const mails = messages.filter(({ email }) => email !== '');
    expect(mails.map(({ at, subject }) => [clock(at), /tracker-\d/.exec(subject)?.[0]]).sort()).toEqual([
      ['11:10', 'tracker-1'],
      ['11:10', 'tracker-2'],
    ]);
    expect(new Set(mails.map(({ email }) => refOf(email)))).toEqual(
      new Set(textsOf(messages).map(([, text]) => refOf(text))),
    );
    expect(new Set(failuresOf(played).map((failure) => failure.slice(6)))).toEqual(
      new Set(['mail: AuthorizationError']),
    );
  },

  'text-ration.yaml': (messages) => {
    expect(messages.map(({ email }) => email !== '')).toEqual([true, true, true, true, true]);
    expect(textsOf(messages)).toEqual([
      ['09:10', expect.stringMatching(/^CRIT emnify: tracker-1 EUR 5\.00 of 5\.00 \(100%\) Oct\. .*Ref \w+$/)],
      ['09:50', expect.stringMatching(/^CRIT emnify: tracker-2 EUR 6\.20 .*; 1 more since 09:10\. .*Ref \w+$/)],
    ]);
  },

  'valve-stuck-open.yaml': (messages) => {
    expect(messages.map(({ email }) => email !== '')).toEqual([true, true, true, true, true, true]);
    expect(textsOf(messages)).toEqual([['06:05', expect.stringMatching(/^CRIT emnify: valve EUR 8\.50 of 4\.00/)]]);
  },

  'severity-rises.yaml': (_, played) => {
    const critical = expect.stringMatching(/^CRIT emnify: tracker-1 EUR 5\.10/);
    expect(textsByPhone(played)).toEqual({
      '+15555550101': [expect.stringMatching(/^WARN emnify: tracker-1 EUR 4\.10/), critical],
      '+15555550100': [critical],
    });
  },
};

describe('stories', () => {
  test.concurrent.each(files)('%s goes as it says', async (file) => {
    const story = readStory(`${FOLDER}/${file}`);
    const played = await play(story);
    for (const { notification } of played.messages) notification.events.forEach(documentIn);
    const messages = played.messages.map(storyMessage);
    expect(story.expect?.length).toBeGreaterThan(0);
    expect(differences(story.expect ?? [], messages)).toEqual([]);
    MORE[file]?.(messages, played);
  });

  test('that show more than their files can say are there', () => {
    expect(files).toEqual(expect.arrayContaining(Object.keys(MORE)));
  });

  test('an alert that is missing and one that is not expected are both differences', async () => {
    const story = readStory(`${FOLDER}/jump-dip-and-return.yaml`);
    const messages = (await play(story)).messages.map(storyMessage);
    const [expectation] = story.expect ?? [];
    if (!expectation) throw new Error('the story expects something');
    expect(differences([{ ...expectation, threshold: 100 }], messages)).toEqual([
      expect.stringMatching(/^not sent: .*threshold 100/),
      expect.stringMatching(/^not expected: stuck-uploader: 500 % of every-device, 2026-10-14T09:00:00.000Z/),
    ]);
    expect(differences([{ ...expectation, at: new Date('2026-10-14T09:01Z') }], messages)).toHaveLength(2);
  });
});
