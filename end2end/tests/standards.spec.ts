import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askFirst, enter, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { sound } from '../sound';

test.use({ story: 'standards' });

test('a mayor takes her deadlines into her calendar, comes with a form half filled, and shows a need on her own site', async ({
  page,
  server,
}) => {
  await moveClock(page, moments.census);
  await enter(page, people.mayorOfFigeac);
  await page.goto('/compte');
  await page.getByRole('button', { name: 'Créer l’adresse de mon calendrier' }).click();
  await expect(page.getByRole('status')).toContainText('Copiez-la maintenant');
  const address =
    (await page
      .getByRole('main')
      .getByText(/\/calendrier\/[0-9a-f]{64}$/)
      .textContent()) ?? '';
  await sound(page);
  // A calendar has no session.
  const read = await fetch(address);
  expect(read.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(await read.text()).toContain('BEGIN:VEVENT');
  await page.reload();
  await expect(page.getByRole('main')).not.toContainText(address);
  await askFirst(page, 'Supprimer l’adresse');
  await expect(page.getByRole('status')).toContainText('ne mène plus nulle part');
  expect((await fetch(address)).status).toBe(404);

  await page.goto('/besoins/nouveau?titre=Un+guichet+commun+aux+deux+rives&theme=signalement&urgence=inconnue');
  await expect(page.getByLabel('Titre du besoin')).toHaveValue('Un guichet commun aux deux rives');
  await expect(page.getByRole('main')).toContainText(/Le lien que vous avez suivi a rempli\s: Titre, Thème/);
  await expect(page.getByRole('main')).toContainText(/ne convient pas pour\s: Urgence/);

  await page.goto('/besoins');
  await page.getByRole('main').getByRole('heading', { level: 3 }).getByRole('link').first().click();
  await page.getByText('Afficher sur votre site').click();
  const code = (await page.getByRole('main').locator('code').last().textContent()) ?? '';
  expect(code).toContain(`<img src="${server.address}/cartes/besoin/`);
  // Another site: the image is there, without anything else of ours.
  const html = `<!DOCTYPE html><html lang="fr"><title>Figeac</title><h1>Figeac</h1>${code}</html>`;
  const site = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html; charset=utf-8').end(html));
  await once(site.listen(0, '127.0.0.1'), 'listening');
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await expect.poll(() => page.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(200);
  site.close();
});
