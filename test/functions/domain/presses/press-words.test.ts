import { describe, expect, test } from '@jest/globals';
import { groupScope, ORGANISATION } from '../../../../functions/domain/costs/scope.ts';
import type { Press } from '../../../../functions/domain/presses/press.ts';
import { pressSentence, undoingSentence } from '../../../../functions/domain/presses/press-words.ts';
import { aPressedMute } from '../../../fakes/presses.ts';
import { aScope, minutesOn, NOW } from '../../../fakes/samples.ts';

const common = { id: 'x', at: NOW.toISOString(), until: minutesOn(60).toISOString(), from: 'page' as const };
const endpoint = { id: '166', name: 'tracker-166' };
const about = { incident: 'limit' as const, budget: 'every-device', severity: 'critical' as const };

describe('a press in a sentence', () => {
  test.each<[Press, string]>([
    [
      aPressedMute({ reason: 'load test' }),
      'Kim muted tracker-166 (endpoint 166) until 14 Oct 2026 15:00 UTC, up to 300 % of the limit: load test.',
    ],
    [
      aPressedMute({ endpoint: undefined, budget: 'all', who: undefined, upTo: { amount: '50', currency: 'EUR' } }),
      'A person (no name given) muted budget "all" until 14 Oct 2026 15:00 UTC, up to EUR 50.00.',
    ],
    [
      { ...common, ...about, kind: 'acknowledge', scope: aScope('166') },
      'A person (no name given) acknowledged the critical alert about tracker-166 (endpoint 166) under budget "every-device" until 14 Oct 2026 15:00 UTC.',
    ],
    [
      { ...common, ...about, kind: 'acknowledge', scope: groupScope('all'), who: 'Kim' },
      'Kim acknowledged the critical alert about the group "all" under budget "every-device" until 14 Oct 2026 15:00 UTC.',
    ],
    [
      { ...common, ...about, kind: 'acknowledge', scope: ORGANISATION, who: 'Kim' },
      'Kim acknowledged the critical alert about the organisation under budget "every-device" until 14 Oct 2026 15:00 UTC.',
    ],
    [{ ...common, kind: 'resend', ref: '34e44b', who: 'Kim' }, 'Kim sent the notification 34e44b once more.'],
    [{ ...common, kind: 'check', endpoint, who: 'Kim' }, 'Kim checked tracker-166 (endpoint 166) at once.'],
  ])('%#', (press, sentence) => {
    expect(pressSentence(press)).toBe(sentence);
  });

  test('has one line and no link, whatever was written', () => {
    const hostile = 'see\nhttps://evil.example/x\u202e';
    const press = aPressedMute({ who: hostile, reason: hostile, endpoint: { id: '1\n2', name: hostile } });
    expect(pressSentence(press)).not.toMatch(/\n|https:\/\/|\u202e/);
  });
});

test('its undoing is a sentence beside it', () => {
  expect(undoingSentence(aPressedMute())).toBeUndefined();
  const undone = { at: NOW.toISOString(), from: 'hand' as const, reason: 'done' };
  expect(undoingSentence(aPressedMute({ undone }))).toBe(
    'A person (no name given) took that back on 14 Oct 14:00 UTC: done.',
  );
});
