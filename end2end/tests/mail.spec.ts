import { heading, moments, people } from '../demo';
import { expect, test } from '../fixtures';
import { mailServer } from '../post';
import { DataFolder, Server } from '../server';

test('the receipt of a ballot reaches the collectivité by mail, and proves itself in the log', async ({ page }) => {
  const post = await mailServer();
  const folder = await DataFolder.create();
  const settings = { TERREAU_SMTP_URL: post.url, TERREAU_MAIL_FROM: 'Terreau <vote@terreau.example>' };
  const server = await Server.start(folder, { settings });
  const at = (path: string) => server.address + path;
  await page.goto(at('/demo/horloge'));
  await page.getByRole('button', { name: moments.voteOpens, exact: true }).click();
  await page.goto(at('/connexion'));
  await page.getByRole('button', { name: `Entrer en tant que ${people.mayorOfFelletin}` }).click();
  await page.goto(at('/vote'));
  await page.getByLabel('Suivre une aide de la recherche au versement').check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await heading(page, 'Récépissé de vote');
  await expect(page.getByRole('main')).toContainText('envoyé à l’adresse officielle de la collectivité');

  await expect.poll(() => post.mails.length, { timeout: 30_000 }).toBe(1);
  const [mail] = post.mails;
  expect(mail.to).toEqual([expect.stringMatching(/^contact-\d{9}@collectivites\.example$/)]);
  expect(mail.from).toContain('vote@terreau.example');
  expect(mail.subject).toBe('Récépissé du bulletin de Felletin');
  expect(mail.text).toContain('dépôt n° 1');
  expect(mail.attached).toHaveLength(1);

  await page.goto(at('/journal'));
  await expect(page.locator('[data-receipt][data-ready]')).toBeVisible();
  await page.getByLabel('Contenu du fichier récépissé').fill(mail.attached[0][1]);
  await page.getByRole('button', { name: 'Vérifier' }).click();
  await expect(page.locator('[data-verdict]')).toContainText('Ce bulletin est dans le journal');

  // The demonstration shows it to the collectivité's people, and to nobody else.
  await page.goto(at('/demo/courriels'));
  await expect(page.getByRole('main')).toContainText('Récépissé du bulletin de Felletin');
  await page.goto(at('/connexion'));
  await page.getByRole('button', { name: `Entrer en tant que ${people.mayorOfFigeac}` }).click();
  await page.goto(at('/demo/courriels'));
  await expect(page.getByRole('main')).toContainText('Aucun courriel pour le moment.');
  await server.stop();
  await folder.remove();
  post.stop();
});
