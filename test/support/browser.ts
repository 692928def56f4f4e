import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ensureProgram } from './program.ts';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Starts a real Chromium or Chrome: the one that CHROMIUM_PATH names, or one at a usual place.
 *
 * @throws with what to install when there is none
 */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    // As root, and in containers, Chromium cannot make its sandbox; it sees pages of ours only.
    args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [],
  });
}

async function findBrowser(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is not there. Name a Chromium or Chrome.`);
  }
  const found = usual.find((place) => existsSync(place));
  if (found) return found;
  await ensureProgram('chromium');
  return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
}

/**
 * What axe finds wrong with a page as it is: rules of WCAG 2.2 to level AA, and best practices.
 *
 * @param part the part to look at, as CSS names it
 * @returns a line for each node: the rule and where it is
 */
export async function findingsOf(page: Page, part = ':root'): Promise<string[]> {
  // Playwright evaluates past the policy of the page, as an extension of the browser does.
  await page.evaluate(axe.source);
  return page.evaluate(async (within) => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await inPage.run(within, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
      preload: false,
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
  }, part);
}
