import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { RunDocument } from '../../../../infra/local/cli/run-document.ts';

const command = promisify(execFile);

describe('npm start, over the demonstration fleet', () => {
  let run: RunDocument;
  let words: string;

  beforeAll(async () => {
    const { stdout, stderr } = await command(process.execPath, ['infra/local/cli/start.ts', '--sweeps', '2', '--json']);
    run = JSON.parse(stdout);
    words = stderr;
  });

  test('two sweeps in the same state send one message, one more sweep another, and the day its report', () => {
    expect(run.sweeps.map(({ listed, evaluated, failed }) => [listed, evaluated, failed])).toEqual([
      [32, 30, 0],
      [32, 30, 0],
      [32, 30, 0],
    ]);
    expect(run.notifications.map(({ attributes }) => attributes.event)).toEqual(['baseline', 'crossed', 'report']);
  });

  test('the endpoint that crosses is sent as a mail and as a text', () => {
    const [, crossing] = run.notifications;
    expect(crossing?.subject).toMatch(/^\[CRITICAL\] gateway-windpark-a: EUR 6\.15 of EUR 5\.00 \(123%\)/);
    expect(crossing?.sms).toMatch(/^CRIT emnify: gateway-windpark-a EUR 6\.15 of 5\.00 \(123%\)/);
    expect(crossing?.deliveries.map(({ protocol }) => protocol)).toEqual(['email', 'sms']);
  });

  test('the endpoints are those of the last sweep', () => {
    expect(run.endpoints.find(({ name }) => name === 'gateway-windpark-a')).toMatchObject({ state: 'over limit' });
  });

  test('the page is one file with every endpoint, which loads nothing from anywhere', () => {
    const [, path = ''] = /The page, to look at in a browser: (\S+)/.exec(words) ?? [];
    const page = readFileSync(path, 'utf8');
    for (const { id } of run.endpoints) expect(page).toContain(`id="device-${id}"`);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)| src=/);
  });

  test('words go to standard error: the fleet, every message, what could not be judged, and the sum', () => {
    const inOneLine = words.replace(/\n {4}/g, ' ');
    for (const part of [
      /105 %\s+52\.67\s+[\d.]+\s+50\.00\s+over limit\s+11898598\s+camera-gate-north/,
      /Shared limits:\n {2}group all-cameras: EUR 206\.29 is 51 % of EUR 400\.00/,
      /Not judged:\n {2}tracker-retired-009 \(endpoint 11899634\): gone: .*\n {2}meter-power-0403 \(endpoint 11899671\): not judged: /,
      /To ops@example\.com \(email\)\nSubject: \[CRITICAL\] gateway-windpark-a/,
      /To \+15555550100 \(sms\)\n\nCRIT emnify: gateway-windpark-a/,
      /Subject: Fleet report /,
      /32 endpoints listed, 30 evaluated, 1 skipped, 1 not judged, 0 failed;\nnotifications: 3, emails: 3, texts: 2\./,
    ]) {
      expect(inOneLine).toMatch(part);
    }
  });
});
