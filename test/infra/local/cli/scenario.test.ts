import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Half an hour in which a mail is denied once, and a third notification leaves nothing for a text to say. */
const STORY = `
start: 2026-10-14T08:00:00Z
end: 2026-10-14T08:31:00Z
budgets:
  - config: { currency: EUR, sweep: 10 minutes, budgets: [{ name: every-device, limit: 5, forecast: false }] }
endpoints:
  - id: 1
    name: tracker-1
    months: { 2026-10: { 2026-10-14T08:05Z: { data: "6.10" }, 2026-10-14T08:25Z: { data: "7.60" } } }
  - id: 2
    name: tracker-2
    months: { 2026-10: { 2026-10-14T08:15Z: { data: "6.20" }, 2026-10-14T08:25Z: { data: "7.50" } } }
faults:
  - { from: 2026-10-14T08:10Z, to: 2026-10-14T08:12Z, service: sns, kind: mails-denied }
`;

/** Runs the command on the story as a person does. */
function scenario(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = join(folder, 'story.yaml');
  writeFileSync(path, STORY);
  return new Promise((resolve) => {
    execFile(process.execPath, ['infra/local/cli/scenario.ts', path, ...args], { env: {} }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

describe('a story on the command line', () => {
  test('is what was sent when, for machines on standard output and for people beside it', async () => {
    const { code, stdout, stderr } = await scenario('--json');
    expect(code).toBe(0);
    const ending = 'Oct 2026 - emnify cost alert';
    const words = stderr.trimEnd().split('\n');
    // A slow machine shows how far it is.
    expect(words.filter((line) => line !== '' && !/: \d of 1 hours$/.test(line))).toEqual([
      join(folder, 'story.yaml'),
      expect.stringMatching(/^ {2}14 Oct 2026 08:10 UTC {2}CRIT emnify: tracker-1 EUR 6\.10 .* Ref \w+$/),
      `  14 Oct 2026 08:12 UTC  [CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ending}`,
      `  14 Oct 2026 08:20 UTC  [CRITICAL] tracker-2: EUR 6.20 of EUR 5.00 (124%), ${ending} (and a text)`,
      expect.stringMatching(
        /^ {2}14 Oct 2026 08:30 UTC {2}\[CRITICAL\] tracker-[12] \d+%, tracker-[12] \d+%, Oct 2026 - emnify cost alert$/,
      ),
      '      tracker-1, tracker-2',
      expect.stringMatching(/^ {2}14 Oct 2026 08:10 UTC {2}notify failed: mail: AuthorizationError/),
    ]);
    const sent: { at: string; email: string; sms?: string; endpoints: string[] }[] = JSON.parse(stdout);
    expect(
      sent.map(({ at, email, sms, endpoints }) => [at.slice(11, 16), email !== '', sms !== undefined, endpoints]),
    ).toEqual([
      ['08:10', false, true, ['tracker-1']],
      ['08:12', true, false, []],
      ['08:20', true, true, ['tracker-2']],
      ['08:30', true, false, ['tracker-1', 'tracker-2']],
    ]);
  });
});
