import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { ChannelMessage, Outcome } from '../../../functions/domain/messages/delivery.ts';
import { minutesOn } from '../../fakes/samples.ts';
import { DENIED, INVALID, LOST, type TopicsFake } from '../../fakes/topics.ts';
import type { World } from './world.ts';

/** What SNS answers in one world, made anew for each. */
export type Sns = (world: World) => TopicsFake['answer'];

type Refusal = Exclude<Outcome, { kind: 'accepted' }>;

/** Takes nothing of one channel before a minute. */
export const refusing =
  (refused: Channel, untilMinute: number): Sns =>
  (world) =>
  (channel) =>
    channel === refused && world.clock < minutesOn(untilMinute) ? (DENIED as Refusal) : undefined;

/** Takes everything, and one answer never arrives: that to the `index`-th message which it takes, counted from 0. */
export const losing =
  (index: number): Sns =>
  ({ topics }) =>
  () =>
    topics.published.length === index ? (LOST as Refusal) : undefined;

/** Refuses what has some words in it, as invalid. */
export const refusingWords =
  (words: RegExp): Sns =>
  () =>
  (_: Channel, { body }: ChannelMessage) =>
    words.test(body) ? (INVALID as Refusal) : undefined;
