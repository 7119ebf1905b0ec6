import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

/**
 * What every page owes to everybody: one heading, nothing that sticks out of the window (nor of the narrowest one, which is
 * also what a zoom of 400 % makes of a screen), nothing that the rules of accessibility find, by day or by night.
 */
export async function sound(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await fitsItsWindow(page);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await fitsItsWindow(page);
  if (size) await page.setViewportSize(size);

  const builder = () => new AxeBuilder({ page });
  await findsNothing(builder().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']));
  await page.emulateMedia({ colorScheme: 'dark' });
  await findsNothing(builder().withRules(['color-contrast', 'link-in-text-block']));
  await page.emulateMedia({ colorScheme: null });
}

async function fitsItsWindow(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content, `${page.url()} scrolls sideways in ${window} pixels`).toBeLessThanOrEqual(window);
}

async function findsNothing(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
  expect(found).toEqual([]);
}
