import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import { expect } from './fixtures';

/** A phone and a desktop: how a page is laid out follows from the width of its window alone, so that it is opened once and looked at in both. */
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };
/** The narrowest window, which is also what a zoom of 400 % makes of a screen. */
const narrowest = { width: 320, height: 640 };

const engine = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules: axe.RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] };
const rulesOfColour: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/**
 * What every page owes to everybody: one heading, identifiers that stand once, nothing that sticks out of the window, nothing that
 * the rules of accessibility find, on a phone and on a desktop, by day and by night.
 */
export async function sound(page: Page): Promise<void> {
  const size = page.viewportSize();
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await namesEachOnce(page);
  // The rules look into no frame.
  expect(page.frames()).toHaveLength(1);
  await page.evaluate(engine);
  for (const window of [phone, desktop]) {
    await page.setViewportSize(window);
    await fitsItsWindow(page);
    await breaksNone(page, rules);
    await picture(page, 'day');
    await page.emulateMedia({ colorScheme: 'dark' });
    await breaksNone(page, rulesOfColour);
    await picture(page, 'night');
    await page.emulateMedia({ colorScheme: null });
  }
  await page.setViewportSize(narrowest);
  await fitsItsWindow(page);
  if (size) await page.setViewportSize(size);
}

/** As `sound`, where scripts are off: the page as it is for whoever is signed in is opened again where scripts run, as the rules do. */
export async function soundWithScripts(page: Page): Promise<void> {
  const context = await page
    .context()
    .browser()
    ?.newContext({ javaScriptEnabled: true, storageState: await page.context().storageState() });
  const again = await context?.newPage();
  if (!context || !again) throw new Error('no browser');
  await again.goto(page.url());
  await sound(again);
  await context.close();
}

/** A label leads to the first element of its identifier: a second one would never be reached. */
async function namesEachOnce(page: Page): Promise<void> {
  const twice = await page.evaluate(() => {
    const all = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return all.filter((id, at) => all.indexOf(id) !== at);
  });
  expect(twice, `${page.url()} has identifiers that stand twice`).toEqual([]);
}

async function fitsItsWindow(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content, `${page.url()} scrolls sideways in ${window} pixels`).toBeLessThanOrEqual(window);
}

async function breaksNone(page: Page, runOnly: axe.RunOnly): Promise<void> {
  const found = await page.evaluate(async (runOnly) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({ runOnly, resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
  }, runOnly);
  expect(found, `at ${page.viewportSize()?.width} pixels`).toEqual([]);
}

/** With TERREAU_PICTURES, what was looked at stands in `output/pictures`, for the eye. */
async function picture(page: Page, light: 'day' | 'night'): Promise<void> {
  if (!process.env.TERREAU_PICTURES) return;
  const address = new URL(page.url()).pathname.replace(/[0-9a-f-]{36}/, 'id').replaceAll('/', '-');
  const number = String(++pictures).padStart(3, '0');
  await page.screenshot({ path: `output/pictures/${number}${address}-${page.viewportSize()?.width}-${light}.png`, fullPage: true });
}
let pictures = 0;
