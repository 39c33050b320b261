import { describe, expect, test } from '@jest/globals';
import { budgetsFor, matches } from '../../../functions/domain/budget.ts';
import { anEndpoint, aPlan } from '../../fakes/samples.ts';

describe('a match', () => {
  const camera = anEndpoint('166', { name: 'Cam-Gate 7 🎥', tags: ['Berlin', ' CAMERA '] });

  test.each<[string, object, boolean]>([
    ['nothing', {}, true],
    ['a tag in other spelling', { tags: ['camera'] }, true],
    ['one of two tags', { tags: ['truck', ' berlin '] }, true],
    ['a part of a tag', { tags: ['cam'] }, false],
    ['an id', { ids: ['166', '7'] }, true],
    ['another id', { ids: ['16'] }, false],
    ['the name with *', { name: 'cam-*' }, true],
    ['the name with ?', { name: 'cam-gate ? ?' }, true],
    ['a part of the name', { name: 'gate' }, false],
    ['the middle of the name', { name: '*gate*' }, true],
    ['all keys but one', { tags: ['camera'], name: 'cam-*', ids: ['7'] }, false],
    ['all keys', { tags: ['camera'], name: 'cam-*', ids: ['166'] }, true],
  ])('with %s', (_, match, matched) => {
    expect(matches(camera, match)).toBe(matched);
  });

  test('reads no pattern but * and ?, and none can make it explode', () => {
    expect(matches(anEndpoint('1', { name: 'a.b[c]' }), { name: 'a.b[c]' })).toBe(true);
    expect(matches(anEndpoint('1', { name: 'axb' }), { name: 'a.b' })).toBe(false);
    expect(matches(anEndpoint('1', { name: 'a'.repeat(2000) }), { name: `${'*a'.repeat(50)}b` })).toBe(false);
  });
});

describe('the budgets of an endpoint', () => {
  const plan = aPlan([
    { name: 'cameras', match: { tags: ['camera'] }, limit: 50 },
    { name: 'camera-texts', match: { tags: ['camera'] }, meter: 'sms', limit: 1 },
    { name: 'berlin', match: { tags: ['berlin'] }, limit: 20 },
    { name: 'every-device', limit: 5 },
  ]);
  const namesFor = (tags: string[]): string[] => budgetsFor(anEndpoint('1', { tags }), plan).map(({ name }) => name);

  test('are the first that matches, for each meter', () => {
    expect(namesFor(['berlin', 'camera'])).toEqual(['cameras', 'camera-texts']);
    expect(namesFor(['berlin'])).toEqual(['berlin']);
    expect(namesFor([])).toEqual(['every-device']);
  });
});
