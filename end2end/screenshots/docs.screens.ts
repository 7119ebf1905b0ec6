import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { enter, moments, moveClock, open, people } from '../demo';
import { expect, test } from '../fixtures';

/**
 * The six pictures of `docs/`: of the demonstration, as WebP. They are written beside the others; `TERREAU_DOCS=1` writes
 * them where the documentation shows them.
 */
test.use({ story: 'docs' });

const folder = process.env.TERREAU_DOCS ? resolve(__dirname, '../../docs/pictures') : resolve(__dirname, '../output/screenshots/docs');

/** Chromium writes WebP itself, on a page that has no policy of its own. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const blank = await page.context().newPage();
  const encoded = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.82).split(',')[1];
  }, png.toString('base64'));
  await blank.close();
  return Buffer.from(encoded, 'base64');
}

test('six pages as the documentation shows them', async ({ page }, { project }) => {
  test.skip(project.name !== 'desktop', 'each picture has a width of its own');
  mkdirSync(folder, { recursive: true });
  const picture = async (name: string, width: number, height: number) => {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => window.scrollTo(0, 0));
    const image = await webp(page, await page.screenshot());
    expect(image.length, name).toBeLessThan(120_000);
    writeFileSync(resolve(folder, `${name}.webp`), image);
  };
  await page.goto('/');
  await moveClock(page, moments.census);
  await enter(page, people.mayorOfFigeac);
  await page.goto('/');
  await picture('home', 390, 1400);
  await page.goto('/besoins');
  await picture('needs', 1280, 1000);
  await enter(page, people.agentOfMorvan);
  await open(page, '/groupements', 'Tournées partagées du Centre-Est');
  await picture('group', 1280, 1000);
  await enter(page, people.curator);
  await page.goto('/curation');
  await picture('desk', 1280, 1000);
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  await page.getByLabel('Connaître et remplir les rues commerçantes').check();
  await picture('ballot', 390, 1400);
  await moveClock(page, moments.result);
  await page.goto('/resultats');
  await picture('results', 1280, 1000);
});
