import * as z from 'zod';
import { pattern } from './budget-values.ts';
import { ceiling } from './ceiling-value.ts';
import { guides, leaf, QUOTES, Refusal } from './leaf.ts';
import { match } from './match-schema.ts';
import { moment } from './time-values.ts';

const LONGEST = 200;

/** One line of free text, without blanks around it. */
function remark(description: string, example: string) {
  const guide = {
    description,
    remedy: `Write one line of at most ${LONGEST} characters, such as: ${example}.`,
    shape: { type: 'string', pattern: `^(?=.*\\S)[^\\r\\n]{1,${LONGEST}}$` },
  };
  return leaf(guide, (written, remedy) => {
    if (typeof written === 'number') return new Refusal('a number, not text', QUOTES);
    if (typeof written !== 'string') return new Refusal('not text', remedy);
    const text = written.trim();
    const length = [...text].length;
    if (length === 0) return new Refusal('blank', remedy);
    if (/[\r\n\u2028\u2029]/.test(text)) return new Refusal('more than one line', remedy);
    return length <= LONGEST ? text : new Refusal(`${length} characters`, remedy);
  });
}

const mute = z
  .strictObject({
    match: match.optional(),
    budget: pattern('The name of the budget that is muted; without it, every budget is.', 'every-device').optional(),
    until: moment('The moment from which alerts are sent again'),
    upTo: ceiling,
    reason: remark('The reason, for other readers of this file.', 'new firmware is rolled out'),
    who: remark('The person who decided it.', 'Kim'),
  })
  .register(guides, {
    description:
      'Suppresses alerts for a while, up to a ceiling (upTo): of some devices (match), of one budget, or of these devices under this budget.',
    remedy: 'Write at least match or budget, and until, reason and who.',
  });

export const mutes = z.array(mute).register(guides, {
  description:
    'Alerts that are not sent for a while, up to a ceiling. If a device is still over its limit at the end, its alert is sent then.',
  remedy:
    'Write a list, such as: - { budget: every-device, until: 2026-11-30, reason: load test, who: Kim }, or leave mutes out.',
});
