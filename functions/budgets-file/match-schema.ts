import * as z from 'zod';
import { endpointId, pattern } from './budget-values.ts';
import { guides, leaf, QUOTES, Refusal } from './leaf.ts';

/** Limits a shown list, so that a long one does not fill the screen. */
const LONGEST_LIST = 200;

/** A tag has no comma: emnify stores all tags of a device as one text with commas between them. */
const tag = leaf(
  {
    description: 'A tag as emnify has it; case does not matter.',
    remedy: 'Write text, such as camera.',
    shape: { type: 'string', pattern: '^[^,]*[^,\\s][^,]*$' },
  },
  (written, remedy) => {
    if (typeof written === 'number') return new Refusal('a number, not text', QUOTES);
    if (typeof written !== 'string') return new Refusal('not text', remedy);
    if (!/\S/.test(written)) return new Refusal('blank', remedy);
    return written.includes(',') ? new Refusal('a comma ends a tag', eachByItself(written) ?? remedy) : written;
  },
);

/** The devices that a budget or a mute applies to. */
export const match = z
  .strictObject({
    tags: listOf('tags', 'tags', 'Devices that have at least one of these tags.', tag, 'camera'),
    name: pattern(
      "The device's whole name; * stands for any characters, ? for one; case does not matter.",
      '"cam-*"',
    ).optional(),
    tariffProfiles: listOf(
      'tariffProfiles',
      'tariff profiles',
      'Devices with one of these tariff profiles (tariff plans).',
      pattern('The name of a tariff profile as emnify has it; case does not matter.', '"Pay as you go"'),
      '"Pay as you go"',
    ),
    serviceProfiles: listOf(
      'serviceProfiles',
      'service profiles',
      'Devices with one of these service profiles (service policies).',
      pattern('The name of a service profile as emnify has it; case does not matter.', '"Cameras"'),
      '"Cameras"',
    ),
    ids: z
      .array(endpointId)
      .min(1)
      .register(guides, {
        description: 'Endpoints by their emnify ids.',
        remedy: 'Write a list of endpoint ids, such as [12345678], or leave ids out.',
      })
      .optional(),
  })
  .register(guides, {
    description: 'The devices that count: they must match every key below. If left out: all devices.',
    remedy:
      'Write at least one of tags, name, tariffProfiles, serviceProfiles and ids below it, such as tags: [camera], ' +
      'or leave match out.',
  });

function listOf(key: string, noun: string, description: string, one: typeof tag, example: string) {
  const remedy = `Write a list of ${noun}, such as [${example}], or leave ${key} out.`;
  return z.array(one).min(1).register(guides, { description, remedy }).optional();
}

function eachByItself(written: string): string | undefined {
  const tags = written.split(',').flatMap((part) => part.trim() || []);
  const list = `[${tags.map(inYaml).join(', ')}]`;
  return tags.length === 0 || list.length > LONGEST_LIST ? undefined : `Write ${list}.`;
}

/** Writes text so that YAML reads the same text in a list. */
function inYaml(text: string): string {
  const isPlain = /^\p{L}[\p{L}\p{M}\p{N} ._/+=@-]*$/u.test(text) && !/^(true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
