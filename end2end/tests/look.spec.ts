import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { enter, moments, moveClock, open, people } from '../demo';
import { expect, test } from '../fixtures';
import { DataFolder, Server } from '../server';

test.use({ story: 'look' });

const phone = { width: 390, height: 844 };

const isOnScreen = (box: { x: number; width: number } | null) => box !== null && box.x >= 0 && box.x + box.width <= phone.width;

const family = (page: Page) => page.evaluate(() => document.fonts.check('16px "Public Sans Variable"') && document.fonts.size);

/** What a first visit loads: bytes of the bodies as they are sent, and requests. */
async function firstVisit(page: Page, address: string) {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.clearBrowserCache');
  const sizes: Promise<number>[] = [];
  const count = (request: Request) => {
    if (request.url().startsWith('http')) sizes.push(request.sizes().then((size) => size.responseBodySize));
  };
  page.on('requestfinished', count);
  await page.goto(address, { waitUntil: 'networkidle' });
  page.off('requestfinished', count);
  return { bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0), requests: sizes.length };
}

async function isLight(page: Page, address: string): Promise<void> {
  const { bytes, requests } = await firstVisit(page, address);
  expect.soft(requests, `requests of ${address}`).toBeLessThanOrEqual(8);
  expect.soft(bytes, `bytes of ${address}`).toBeLessThanOrEqual(120_000);
}

test('a first visit weighs at most 120 kB, type included', async ({ page }) => {
  await isLight(page, '/');
  expect(await family(page), 'the type is there').toBeTruthy();
});

test('on a phone the header is low, and its menu opens without a script', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.address, viewport: phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFigeac);
  const banner = page.getByRole('banner');
  await expect(banner.getByRole('link', { name: /non lus?$/ }), 'the bell is there, too').toBeVisible();
  expect((await banner.boundingBox())?.height).toBeLessThanOrEqual(64);
  const link = banner.getByRole('link', { name: 'Groupements' });
  await expect(link).toBeHidden();
  await banner.getByText('Menu', { exact: true }).click();
  await link.click();
  await expect(page).toHaveURL('/groupements');
  await context.close();
});

test('on a phone a row of a table is a card with its acts on the screen', async ({ page }) => {
  await page.setViewportSize(phone);
  await enter(page, people.agentOfMorvan);
  await open(page, '/groupements', 'Tournées partagées du Centre-Est');
  const buttons = await page.getByRole('table').getByRole('button').all();
  expect(buttons.length).toBeGreaterThan(0);
  for (const button of buttons) expect(isOnScreen(await button.boundingBox())).toBe(true);
  const label = page.locator('td[data-label="Situation"]').first();
  expect(await label.evaluate((cell) => getComputedStyle(cell, '::before').content)).toBe('"Situation"');
});

test('what a need comes to stands beside it on a wide screen, and above it on a phone', async ({ page }) => {
  await moveClock(page, moments.census);
  await enter(page, people.mayorOfFelletin);
  await open(page, '/besoins?texte=appel', 'Un appel sur trois à la mairie reste sans réponse');
  const rail = page.getByRole('region', { name: 'En bref' });
  const text = page.getByText('Notre mairie reçoit environ 140 appels par jour');
  await expect(rail.getByRole('button', { name: 'Nous avons aussi ce besoin' })).toBeVisible();
  const beside = [await rail.boundingBox(), await text.boundingBox()];
  expect(beside[0]?.x).toBeGreaterThan((beside[1]?.x ?? 0) + (beside[1]?.width ?? 0));
  await page.setViewportSize(phone);
  const above = [await rail.boundingBox(), await text.boundingBox()];
  expect((above[0]?.y ?? 0) + (above[0]?.height ?? 0)).toBeLessThan(above[1]?.y ?? 0);
});

test('an operator’s own sheet renames the site and changes its accent', async ({ page }) => {
  const folder = await DataFolder.create();
  const style = join(folder.path, 'style');
  mkdirSync(style);
  const sheet = ':root { --t-accent: #6a2c91 } .t-mark span { display: none } .t-mark::after { content: "Val-d’Été" }';
  writeFileSync(join(style, 'style.css'), sheet);
  const mark = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="#6a2c91"/></svg>';
  writeFileSync(join(style, 'logo.svg'), mark);
  const server = await Server.start(folder, { settings: { TERREAU_STYLE_DIR: style } });
  await page.goto(`${server.address}/besoins`);
  const name = page.locator('.t-mark');
  expect(await name.evaluate((shown) => getComputedStyle(shown, '::after').content)).toBe('"Val-d’Été"');
  expect(await name.locator('img').evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBeGreaterThan(0);
  await expect(name.getByText('Terreau')).toBeHidden();
  expect(await page.locator('h1').evaluate((h1) => getComputedStyle(h1).getPropertyValue('--t-accent').trim())).toBe('#6a2c91');
  await server.stop();
  await folder.remove();
});

test('what moves in the browser keeps a ballot and a group within the weight of a first visit', async ({ page }) => {
  await moveClock(page, moments.census);
  for (const person of [people.agentOfMorvan, people.mayorOfFigeac]) {
    await enter(page, person);
    await open(page, '/groupements', 'Tournées partagées du Centre-Est');
    await isLight(page, page.url());
  }
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await isLight(page, '/vote');
});
