import { request } from '@playwright/test';
import { heading, people, refused } from '../demo';
import { expect, test } from '../fixtures';
import { mailServer } from '../post';
import { DataFolder, Server } from '../server';
import { sound } from '../sound';

test('the communes of a région are written to once, although the power goes, and one of them asks for no more', async ({ page }) => {
  const post = await mailServer();
  const folder = await DataFolder.create();
  const settings = { TERREAU_SMTP_URL: post.url, TERREAU_MAIL_FROM: 'Terreau <envois@terreau.example>' };
  // One a second, so that there is a middle in which to cut the power.
  let server = await Server.start(folder, { settings: { ...settings, TERREAU_MAILING_RATE: '60' } });
  const main = page.getByRole('main');
  const go = (path: string) => page.goto(server.address + path);
  const enter = async (name: string) => {
    await go('/connexion');
    await page.getByRole('button', { name: `Entrer en tant que ${name}` }).click();
    await expect(page.getByRole('banner').getByRole('link', { name })).toBeVisible();
  };

  await enter(people.curator);
  await page.getByRole('navigation', { name: 'Menu principal' }).getByRole('link', { name: 'Envois' }).click();
  await heading(page, 'Envois de courriels');
  await main.getByLabel('Objet').fill('{collectivité} : avant le {échéance}');
  await main.getByRole('button', { name: 'Commencer' }).click();
  await heading(page, '{collectivité} : avant le {échéance}');
  const mailing = new URL(page.url()).pathname;

  // What is wrong is said beside its field, and what was typed stays.
  const body = 'Bonjour {commune},\n\nvous avez jusqu’au **{échéance}**. [Dire un besoin](https://terreau.example/besoins)';
  await main.getByLabel('Texte, en Markdown').fill(body);
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await refused(page, 'Texte, en Markdown', 'n’est pas un champ');
  await expect(main.getByLabel('Texte, en Markdown')).toHaveValue(body);
  await main.getByLabel('Texte, en Markdown').fill(body.replace('{commune}', '{collectivité}'));
  await main.getByLabel('Échéance que le texte nomme').fill('2027-03-31');
  await main.getByLabel('Commune', { exact: true }).check();
  await main.locator('summary', { hasText: 'Régions' }).click();
  await main.getByLabel('Occitanie').check();
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(main).toContainText('L’envoi est enregistré');
  await expect(main.locator('blockquote')).toContainText('vous avez jusqu’au 31 mars 2027');
  const proposal = main.getByRole('button', { name: /^Proposer d’envoyer/ });
  const many = Number((await proposal.textContent())?.match(/\d+/)?.[0]);
  expect(many).toBeGreaterThan(4);
  await sound(page);

  await main.getByRole('button', { name: 'Recevoir un essai' }).click();
  await expect.poll(() => post.mails.length, { timeout: 30_000 }).toBe(1);
  expect(post.mails[0].to).toEqual([expect.stringContaining('@demonstration.example')]);
  await proposal.click();
  await heading(page, 'Actes à deux');
  await enter(people.administrator);
  await go('/actes-a-deux');
  await main.getByRole('link', { name: 'Lire l’envoi' }).click();
  await heading(page, '{collectivité} : avant le {échéance}');
  await page.goBack();
  await main.getByRole('button', { name: /^Confirmer/ }).click();

  // The power goes in the middle.
  await expect.poll(() => post.mails.length, { timeout: 30_000 }).toBeGreaterThan(2);
  await server.kill();
  expect(post.mails.length).toBeLessThan(many);
  server = await Server.start(folder, { settings: { ...settings, TERREAU_MAILING_RATE: '60000' } });
  await expect(async () => {
    await go(mailing);
    await expect(main).toContainText('Envoi terminé', { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  const told = Number((await main.getByText('courriels envoyés').textContent())?.match(/\d+/)?.[0]);
  const mailed = post.mails.slice(1).map((mail) => mail.to[0]);
  expect(new Set(mailed).size).toBe(mailed.length);
  // At most those that were on their way have no answer; they are told, and not sent again.
  expect(told).toBeGreaterThanOrEqual(many - 4);
  expect(mailed.length).toBeGreaterThanOrEqual(told);
  await sound(page);

  // A recipient asks for no more: by the mail program, and on the page.
  const mail = post.mails[1];
  expect(mail.text).toMatch(/31\smars\s2027\. Dire un besoin \(https:\/\/terreau\.example\/besoins\)/);
  expect(mail.html).toMatch(/<strong>31\smars\s2027<\/strong>/);
  expect(mail.html).not.toContain('<img');
  expect(mail.one_click).toBe('List-Unsubscribe=One-Click');
  const link = new URL(String(mail.unsubscribe).slice(1, -1)).pathname;
  const program = await request.newContext();
  const answer = await program.post(server.address + link, { form: { 'List-Unsubscribe': 'One-Click' }, maxRedirects: 0 });
  expect(answer.status()).toBe(200);
  await program.dispose();
  await page.context().clearCookies();
  await go(link);
  await heading(page, 'Ne plus recevoir les envois');
  await sound(page);
  await main.getByRole('button', { name: 'Ne plus recevoir les envois' }).click();
  await heading(page, 'Réponse enregistrée');

  await enter(people.curator);
  await go('/administration/envois/adresses');
  await expect(main).toContainText('1 adresse désinscrite');
  await main.getByLabel('Adresses dont un courriel est revenu').fill('mairie@disparue.example\nrien');
  await main.getByRole('button', { name: 'Noter ces adresses' }).click();
  await expect(page.getByRole('alert')).toContainText('ligne 2');
  await main.getByLabel('Adresses dont un courriel est revenu').fill('mairie@disparue.example');
  await main.getByRole('button', { name: 'Noter ces adresses' }).click();
  await expect(main.getByRole('table')).toContainText('mairie@disparue.example');
  await sound(page);

  // A message on top of every page, until it ends.
  await go('/administration/messages');
  await main.getByRole('textbox', { name: 'Message' }).fill('Le site s’arrête ce soir de 20 h à 21 h.');
  await main.getByRole('button', { name: 'Afficher ce message' }).click();
  const banner = page.getByRole('region', { name: 'Messages de service' });
  await expect(banner).toContainText('Le site s’arrête ce soir');
  await sound(page);
  await page.context().clearCookies();
  await go('/besoins');
  await expect(banner).toContainText('Le site s’arrête ce soir');
  await enter(people.curator);
  await go('/administration/messages');
  await main.getByRole('button', { name: /^Terminer/ }).click();
  await go('/besoins');
  await expect(banner).toHaveCount(0);
  await server.stop();
  await folder.remove();
  post.stop();
});
