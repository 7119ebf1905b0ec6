import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { askFirst, moments, people } from '../demo';
import { expect, test } from '../fixtures';
import { DataFolder, Server } from '../server';
import { storage } from '../storage';

const group = 'Des démarches en ligne pour tous';
const pdf = (text: string) => ({ name: 'programme.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7 ${text}`) });

async function enter(page: Page, server: Server, name: string): Promise<void> {
  await page.goto(`${server.address}/connexion`);
  await page.getByRole('button', { name: `Entrer en tant que ${name}` }).click();
}

/** A draft that takes files: the address of the page on which it is written. */
async function draft(page: Page, server: Server): Promise<string> {
  for (const moment of [moments.result, moments.applications]) {
    await page.goto(`${server.address}/demo/horloge`);
    await page.getByRole('button', { name: moment, exact: true }).click();
    await expect(page).toHaveURL(`${server.address}/`);
  }
  const openGroup = async () => {
    await page.goto(`${server.address}/groupements`);
    await page.getByRole('main').getByRole('link', { name: group, exact: true }).click();
  };
  await enter(page, server, people.agentOfLot);
  await openGroup();
  await page.getByRole('button', { name: 'Demander à rejoindre ce groupement' }).click();
  await enter(page, server, people.agentOfNantes);
  await openGroup();
  await page.getByRole('row').filter({ hasText: 'Lot' }).getByRole('button', { name: 'Accepter' }).click();
  await page.getByRole('button', { name: 'Déposer le groupement' }).click();
  await page.goto(`${server.address}/enveloppes/dematerialisation`);
  await page.getByRole('button', { name: 'Candidater au nom du groupement' }).click();
  await expect(page).toHaveURL(/\/modifier$/);
  return new URL(page.url()).pathname;
}

const attach = async (page: Page, text: string) => {
  await page.getByLabel('Joindre des fichiers').setInputFiles(pdf(text));
  await page.getByRole('button', { name: 'Joindre', exact: true }).click();
};

test('files are kept in an S3 storage, shared by the servers that know its key and by no other', async ({ page }) => {
  const bucket = await storage();
  const folder = await DataFolder.create();
  await expect(Server.start(folder, { settings: { ...bucket.settings, TERREAU_S3_SECRET: 'un autre' } })).rejects.toThrow(
    /le compartiment « pieces » de TERREAU_S3_ENDPOINT.*ne se laisse pas écrire et relire/,
  );
  await expect(Server.start(folder, { settings: { ...bucket.settings, TERREAU_S3_REGION: '' } })).rejects.toThrow('TERREAU_S3_REGION');
  await expect(Server.start(folder, { settings: { ...bucket.settings, TERREAU_FILES_DIR: folder.path } })).rejects.toThrow('gardez-en un');

  const one = await Server.start(folder, { settings: bucket.settings });
  // SQLite serves one server: with PostgreSQL, what one is given the other hands out.
  const several = Boolean(process.env.TERREAU_TEST_POSTGRES);
  const other = several ? await Server.start(folder, { settings: bucket.settings }) : one;
  expect(await bucket.files(), 'what was tried out is gone').toEqual([]);
  const written = await draft(page, one);
  await attach(page, 'le programme');
  await expect(page.getByRole('link', { name: /^programme\.pdf/ })).toBeVisible();
  expect(await bucket.files()).toHaveLength(1);
  expect(existsSync(join(folder.path, 'pieces'))).toBe(false);

  await enter(page, other, people.agentOfNantes);
  await page.goto(other.address + written);
  const waits = page.waitForEvent('download');
  await page.getByRole('link', { name: /^programme\.pdf/ }).click();
  const stream = await (await waits).createReadStream();
  let content = '';
  for await (const chunk of stream) content += chunk;
  expect(content).toBe('%PDF-1.7 le programme');
  await askFirst(page, /^Retirer\s*: programme.pdf/);
  await expect(page.getByRole('link', { name: /^programme\.pdf/ })).toHaveCount(0);
  expect(await bucket.files()).toEqual([]);

  await bucket.pause();
  await attach(page, 'trop tard');
  await expect(page.getByRole('alert')).toContainText('ce fichier ne peut pas être gardé en ce moment');
  if (several) await other.stop();
  await one.stop();
  await folder.remove();
  await bucket.remove();
});

/** Sends a file of so many bytes as a browser does, and gives status and page. */
function send(
  address: string,
  cookie: string,
  fields: Record<string, string>,
  bytes: number,
): Promise<{ status: number; location: string }> {
  const boundary = '----terreau';
  const text = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = Buffer.from(
    `${text.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="gros.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 `,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const headers = {
    cookie,
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': head.length + bytes + tail.length,
  };
  return new Promise((answered, failed) => {
    const sending = request(address, { method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => answered({ status: Number(response.statusCode), location: String(response.headers.location) }));
    });
    sending.on('error', failed);
    sending.write(head);
    const chunk = Buffer.alloc(1_000_000, 'a');
    let left = bytes;
    const more = () => {
      while (left > 0) {
        const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
        left -= part.length;
        if (!sending.write(part)) return void sending.once('drain', more);
      }
      sending.end(tail);
    };
    more();
  });
}

test('a file of 1 GB is refused on its form, and never held in memory', async ({ page }) => {
  const folder = await DataFolder.create();
  const server = await Server.start(folder);
  const written = await draft(page, server);
  await expect(page.locator('form[data-ready]')).toBeAttached();

  // The browser says so before anything is sent.
  await page.getByLabel('Joindre des fichiers').setInputFiles({ ...pdf(''), buffer: Buffer.alloc(20_000_001, 'a') });
  await expect(page.getByLabel('Joindre des fichiers')).toHaveAccessibleDescription(/trop lourd, le maximum est de 20\sMo/);
  await page.getByRole('button', { name: 'Joindre', exact: true }).click();
  await expect(page.getByLabel('Joindre des fichiers')).toBeFocused();
  await page.getByLabel('Joindre des fichiers').setInputFiles({ ...pdf(''), buffer: Buffer.alloc(0) });
  await expect(page.getByLabel('Joindre des fichiers')).toHaveAccessibleDescription(/ce fichier est vide/i);

  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const acting = await page.locator('input[name=acting]').first().inputValue();
  const address = server.address + written.replace('modifier', 'fichiers');
  const before = server.memory();
  const answer = await send(address, cookie, { page: written, acting, field: 'annexes' }, 1_000_000_000);
  // It leads to where the form is shown again.
  expect(answer.status).toBe(303);
  const again = await page.request.get(server.address + answer.location);
  expect(again.status()).toBe(422);
  expect((await again.text()).match(/id="annexes-erreur"[^>]*>([^<]*)/)?.[1]).toMatch(
    /^Ce fichier est trop lourd, le maximum est de 20\sMo\.$/,
  );
  expect(server.memory() - before).toBeLessThan(200);
  const small = await send(address, cookie, { page: written, acting, field: 'annexes' }, 1_000_000);
  expect(small.status).toBe(303);
  await page.reload();
  await expect(page.getByRole('link', { name: /^gros\.pdf/ })).toHaveCount(1);
  await server.stop();
  await folder.remove();
});
