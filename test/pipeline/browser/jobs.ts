import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import type { Desk } from './desk.ts';

/** One common job of an operations engineer, from the first view on. */
export interface Job {
  job: string;
  /** Presses that it takes at most: clicks, choices, and fields that are written. */
  most: number;
  work(desk: Desk, at: 'local' | 'widget'): Promise<void>;
}

const GATE = 'camera-gate-north';

async function reads(desk: Desk, ...texts: (string | RegExp)[]): Promise<void> {
  const all = await desk.text();
  for (const text of texts) expect(all).toMatch(text);
}

export const JOBS: Job[] = [
  { job: 'who is over now?', most: 0, work: (desk) => reads(desk, /5 Over limit/, /logger-cold-store-7 over/) },
  {
    job: 'the list of those over',
    most: 1,
    async work(desk) {
      await desk.press(/Over limit/);
      await reads(desk, 'logger-cold-store-7', /5 endpoints/);
      expect(await desk.text()).not.toContain('camera-crane-2');
    },
  },
  {
    job: 'the history of an endpoint, what was sent and why',
    most: 1,
    async work(desk) {
      await desk.press(GATE);
      await reads(desk, /Budget cameras/, /limit/, /ref [0-9a-f]{6}/, /Why it did or did not raise an alert/);
    },
  },
  {
    job: 'where is it?',
    most: 1,
    async work(desk) {
      await desk.press(GATE);
      await reads(desk, 'Hamburg Mobile, Germany, 4G');
    },
  },
  {
    job: 'find an endpoint by its ICCID',
    most: 3,
    async work(desk) {
      await desk.write('search', '8988303000006738593');
      await desk.press('Find');
      await reads(desk, GATE);
      expect(await desk.text()).not.toContain('camera-crane-2');
    },
  },
  {
    job: 'the endpoints of one budget, the dearest first',
    most: 3,
    async work(desk) {
      await desk.press('cameras');
      await desk.press('Cost');
      await reads(desk, /camera-gate-north.*camera-loading-dock/);
    },
  },
  {
    job: 'mute an endpoint for a day',
    most: 5,
    async work(desk) {
      await desk.press('camera-office-door');
      await desk.write('who', 'Anna');
      await desk.write('reason', 'load test');
      await desk.choose('until', '1 day');
      await desk.press('Mute');
      await reads(
        desk,
        /Anna muted camera-office-door \(endpoint \d+\) until .*, up to 300 % of the limit: load test\./,
      );
    },
  },
  {
    job: 'unmute it',
    most: 2,
    async work(desk) {
      await desk.press('camera-office-door');
      await desk.press('Undo');
      await reads(desk, /took that back/);
    },
  },
  {
    job: 'acknowledge an alert',
    most: 3,
    async work(desk) {
      await desk.press('buoy-north-sea-1');
      await desk.write('who', 'Kim');
      await desk.press('Acknowledge');
      await reads(desk, /Kim acknowledged the critical alert about buoy-north-sea-1/);
    },
  },
  {
    job: "raise this month's limit",
    most: 3,
    async work(desk, at) {
      await desk.press('meter-gas-0212');
      await desk.write('limit', at === 'local' ? '8' : '9');
      await desk.press('Raise');
      await reads(desk, /raised the limit of meter-gas-0212 .* from EUR .* to EUR [89]\.00/);
    },
  },
  {
    job: 'take the raise back from its answer',
    most: 4,
    async work(desk, at) {
      await desk.press('meter-power-0401');
      await desk.write('limit', at === 'local' ? '8' : '9');
      await desk.press('Raise');
      await desk.press('Undo');
      await reads(desk, /took that back/);
    },
  },
  {
    job: 'a mistake in a field is explained',
    most: 3,
    async work(desk) {
      await desk.press('camera-parking-east');
      await desk.write('limit', '80,00');
      await desk.press('Raise');
      await reads(desk, /Not done/, /limit: not a number \(Write 80\.00/);
    },
  },
  {
    job: 'check an endpoint now',
    most: 2,
    async work(desk) {
      await desk.press('camera-crane-2');
      await desk.press('Check now');
      await reads(desk, /Checked now: EUR .* of EUR 50\.00/);
    },
  },
  {
    job: 'send an alert once more',
    most: 2,
    async work(desk) {
      await desk.press(GATE);
      await desk.press('Resend');
      await reads(desk, /sent the notification [0-9a-f]{6} once more/);
    },
  },
  {
    job: 'mute a whole budget',
    most: 1,
    async work(desk) {
      await desk.press('Mute all-cameras');
      await reads(desk, /muted budget "all-cameras" until/);
    },
  },
  {
    job: 'CSV for finance',
    most: 1,
    async work(desk, at) {
      if (at === 'widget') {
        await desk.press('CSV');
        expect(await desk.page.locator('#popup textarea').inputValue()).toMatch(/^endpoint,name,iccid/);
        return;
      }
      const download = desk.page.waitForEvent('download');
      await desk.page.locator('a', { hasText: 'CSV' }).click();
      expect(await readFile(await (await download).path(), 'utf8')).toMatch(/^endpoint,name,iccid/);
    },
  },
  {
    job: 'did the message leave, and under which id?',
    most: 1,
    async work(desk) {
      await desk.press('Messages');
      await reads(desk, /accepted/i, /[0-9a-f]{8}-[0-9a-f]{4}/);
    },
  },
  {
    job: 'is the alerter itself well?',
    most: 1,
    async work(desk) {
      await desk.press('Health');
      await reads(desk, /requests/i, /40/);
    },
  },
];
