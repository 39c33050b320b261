import { expect, test } from '@jest/globals';
import { hasCursor } from '../../../../infra/local/cli/progress.ts';

test.each([
  [{ isTTY: true }, { TERM: 'xterm' }, true],
  [{ isTTY: true }, { TERM: 'xterm', CI: '' }, true],
  [{ isTTY: true }, { TERM: 'xterm', NO_COLOR: '1' }, true],
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{ isTTY: true }, { TERM: 'xterm', CI: 'true' }, false],
  [{ isTTY: false }, { TERM: 'xterm' }, false],
  [{}, { TERM: 'xterm' }, false],
])('whether lines can be written over in %j with %j: %s', (stream, environment, is) => {
  expect(hasCursor(stream, environment)).toBe(is);
});
