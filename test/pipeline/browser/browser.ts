import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where systems have a Chromium of their own. */
const OF_THE_SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the browser of the system or, on Linux x64, the one that comes with the packages. @returns nothing where there is none */
export async function startBrowser(): Promise<Browser | undefined> {
  for (const executablePath of [...OF_THE_SYSTEM.filter(existsSync), await ofThePackages()]) {
    const browser = executablePath && (await launch(executablePath));
    if (browser) return browser;
  }
  return undefined;
}

async function ofThePackages(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    return await packed.executablePath();
  } catch {
    // It is an optional dependency.
    return undefined;
  }
}

async function launch(executablePath: string): Promise<Browser | undefined> {
  try {
    return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  } catch {
    // A library of the system is missing.
    return undefined;
  }
}
