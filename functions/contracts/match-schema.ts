import * as z from 'zod/mini';
import { endpointId, pattern } from './budget-values.ts';
import { guides } from './leaf.ts';

/** Which devices a budget or a mute is for. */
export const match = z
  .strictObject({
    tags: listOf('tags', 'tags', 'Devices that have at least one of these tags.', 'A tag', 'camera'),
    name: z.optional(
      pattern("The device's whole name; * stands for any characters, ? for one; case does not matter.", '"cam-*"'),
    ),
    tariffProfiles: listOf(
      'tariffProfiles',
      'tariff profiles',
      'Devices with one of these tariff profiles (tariff plans).',
      'The name of a tariff profile',
      '"Pay as you go"',
    ),
    serviceProfiles: listOf(
      'serviceProfiles',
      'service profiles',
      'Devices with one of these service profiles (service policies).',
      'The name of a service profile',
      '"Cameras"',
    ),
    ids: z.optional(
      z.array(endpointId).check(z.minLength(1)).register(guides, {
        description: 'Endpoints by their emnify ids.',
        remedy: 'Write a list of endpoint ids, such as [12345678], or leave ids out.',
      }),
    ),
  })
  .register(guides, {
    description: 'Which devices are meant: every key that is there must hold. Without it: all devices.',
    remedy:
      'Write at least one of tags, name, tariffProfiles, serviceProfiles and ids below it, such as tags: [camera], ' +
      'or leave match out.',
  });

function listOf(key: string, noun: string, description: string, one: string, example: string) {
  const text = pattern(`${one} as emnify has it; case does not matter.`, example);
  const remedy = `Write a list of ${noun}, such as [${example}], or leave ${key} out.`;
  return z.optional(z.array(text).check(z.minLength(1)).register(guides, { description, remedy }));
}
