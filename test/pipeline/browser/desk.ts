import type { Locator, Page } from 'playwright-core';

/** An operations engineer in front of the page: what they press, and what they read. */
export interface Desk {
  page: Page;
  /** Presses so far: clicks, choices, and fields that were written. */
  presses(): number;
  /** Opens the page anew. */
  open(): Promise<void>;
  /** Presses a link or a button with this text, and waits for what comes. */
  press(text: string | RegExp): Promise<void>;
  /** @param field its name in the form */
  write(field: string, value: string): Promise<void>;
  choose(field: string, value: string): Promise<void>;
  /** All that can be read. */
  text(): Promise<string>;
}

/** @param shown waits until the answer to a press is shown */
export function deskAt(page: Page, url: string, shown: (before: string) => Promise<void>): Desk {
  let presses = 0;
  const pressable = (text: string | RegExp): Locator =>
    page
      .locator('a, button')
      .filter({ hasText: typeof text === 'string' ? new RegExp(`^\\s*${escaped(text)}\\s*$`) : text })
      .first();
  return {
    page,
    presses: () => presses,
    async open() {
      await page.goto(url);
      await shown('');
    },
    async press(text) {
      const before = (await page.locator('body').getAttribute('data-shown')) ?? '';
      presses += 1;
      await pressable(text).click();
      await shown(before);
    },
    async write(field, value) {
      presses += 1;
      await page.locator(`[name="${field}"]`).fill(value);
    },
    async choose(field, value) {
      presses += 1;
      await page.locator(`[name="${field}"]`).selectOption(value);
    },
    text: async () => String(await page.evaluate('document.body.innerText')).replace(/\s+/g, ' '),
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
