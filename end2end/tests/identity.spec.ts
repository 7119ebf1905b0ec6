import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { askFirst, heading } from '../demo';
import { expect, test } from '../fixtures';
import { mailServer } from '../post';
import { DataFolder, executable, Server } from '../server';

const campaign = resolve(__dirname, '../../server/campaigns/france-relance-2021.toml');
const secrets: string[] = [];

/** A real site, without demonstration, with a real mail server: what whoever runs it does first. */
async function site() {
  const post = await mailServer();
  const folder = await DataFolder.create();
  const run = (...words: string[]) => execFileSync(executable, words, { env: folder.environment(), encoding: 'utf8' });
  run('import', 'campaign', campaign);
  run('campaign', 'open', 'france-relance-2021');
  const contacts = join(folder.path, 'contacts.csv');
  writeFileSync(contacts, 'siren,courriel\n214601023,mairie@figeac.example\n');
  run('import', 'contacts', contacts);
  const settings = { TERREAU_SMTP_URL: post.url, TERREAU_MAIL_FROM: 'Terreau <ne-pas-repondre@terreau.example>', TERREAU_LOG: 'debug' };
  const server = await Server.start(folder, { demo: false, settings });
  const mailsTo = (address: string, subject: string) =>
    post.mails.filter((mail) => mail.to.includes(address) && mail.subject.includes(subject));
  /** The last mail of this subject that an address got, once it got more than `before` of them. */
  const mailTo = async (address: string, subject: string, before = 0) => {
    await expect.poll(() => mailsTo(address, subject).length, { timeout: 30_000 }).toBeGreaterThan(before);
    return mailsTo(address, subject).at(-1)!;
  };
  return { folder, run, server, post, mailsTo, mailTo };
}

type Site = Awaited<ReturnType<typeof site>>;

/** Somebody with a browser of their own. */
async function somebody(browser: Browser, there: Site): Promise<Page> {
  const context = await browser.newContext({ baseURL: there.server.address, locale: 'fr-FR' });
  return context.newPage();
}

async function askForMail(page: Page, there: Site, address: string) {
  const before = there.mailsTo(address, 'lien de connexion').length;
  await page.goto('/connexion');
  await page.getByLabel('Adresse de courriel professionnelle').fill(address);
  await page.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
  await heading(page, 'Lisez vos courriels');
  const mail = await there.mailTo(address, 'lien de connexion', before);
  const link = mail.text.match(/https?:\/\/\S+\/connexion\/lien\/(\w+)/)!;
  const code = mail.text.match(/[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}/)![0];
  secrets.push(link[1], code, code.replace(' ', ''));
  return { link: link[0], code };
}

async function signIn(page: Page, there: Site, address: string) {
  const { link } = await askForMail(page, there, address);
  await page.goto(link);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await heading(page, 'Votre compte');
  const cookies = await page.context().cookies();
  secrets.push(cookies.find((cookie) => cookie.name === 'terreau')!.value);
}

async function callMe(page: Page, name: string) {
  await page.goto('/compte');
  await page.getByLabel('Nom et prénom').fill(name);
  await page.getByRole('button', { name: 'Enregistrer le nom' }).click();
  await expect(page.getByRole('banner')).toContainText(name);
}

async function askToActFor(page: Page, capacity: string, title: string) {
  await page.goto('/compte/rattachement?chercher=Figeac');
  await page.getByRole('main').getByRole('link', { name: 'Figeac', exact: true }).click();
  await page.getByLabel(capacity, { exact: true }).check();
  await page.getByLabel('Votre fonction').fill(title);
  await page.getByRole('button', { name: 'Demander' }).click();
  await heading(page, 'Votre demande est enregistrée');
  await expect(page.getByRole('main')).toContainText('Vous avez demandé à agir pour Figeac');
}

test('somebody who acts for nobody is led through three screens, without JavaScript', async ({ browser }) => {
  const there = await site();
  const context = await browser.newContext({ baseURL: there.server.address, locale: 'fr-FR', javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, there, 'dgs@figeac.example');
  await callMe(page, 'Aurélie Delpech');
  await expect(page.getByRole('banner')).toContainText('Aurélie Delpech – aucune collectivité');
  await page.goto('/besoins/nouveau');
  await heading(page, 'Vous n’agissez encore pour aucune collectivité');
  await page.goto('/');
  await page.getByRole('main').getByRole('link', { name: 'Indiquer votre collectivité' }).click();
  await heading(page, 'Pour quelle collectivité agissez-vous');
  // Offered: the official address of Figeac has the same domain.
  await page.getByRole('main').getByRole('link', { name: 'Figeac', exact: true }).click();
  await heading(page, 'Qui êtes-vous dans cette collectivité');
  await page.getByLabel('Agent', { exact: true }).check();
  await page.getByLabel('Votre fonction').fill('Directrice');
  await page.getByRole('button', { name: 'Demander' }).click();
  await heading(page, 'Votre demande est enregistrée');
  await page.getByRole('link', { name: 'Aller à l’accueil' }).click();
  await expect(page.getByRole('main')).toContainText('Vous avez demandé à agir pour Figeac');
  await page.getByRole('link', { name: 'Corriger la demande' }).click();
  await expect(page.getByLabel('Votre fonction')).toHaveValue('Directrice');
  await page.getByLabel('Votre fonction').fill('Directrice générale des services');
  await page.getByRole('button', { name: 'Enregistrer la correction' }).click();
  await expect(page.getByRole('main')).toContainText('Directrice générale des services');
  await page.goto('/');
  await askFirst(page, /^Retirer la demande/);
  await heading(page, 'Vos demandes');
  await context.close();
  await there.server.stop();
  await there.folder.remove();
  there.post.stop();
});

test('a town hall comes: the mayor by the official mail, the clerk by the mayor, the mandate, and the trace', async ({ browser }) => {
  const there = await site();
  const mayor = await somebody(browser, there);
  await signIn(mayor, there, 'helene@figeac.example');
  await callMe(mayor, 'Hélène Lacassagne-Roux');
  await askToActFor(mayor, 'Élu', 'Maire');

  // The official mail is read at the town hall, in another browser, by somebody who is not signed in.
  const townHall = await somebody(browser, there);
  const question = await there.mailTo('mairie@figeac.example', 'Qui agit pour Figeac');
  expect(question.text).toContain('Hélène Lacassagne-Roux');
  const link = question.text.match(/https?:\/\/\S+\/rattachement\/(\w+)/)!;
  secrets.push(link[1]);
  await townHall.goto(link[0]);
  await townHall.getByRole('button', { name: 'Oui, confirmer' }).click();
  await heading(townHall, 'Réponse enregistrée');
  await townHall.goto(link[0]);
  await heading(townHall, 'Cette demande n’attend plus de réponse');

  const clerk = await somebody(browser, there);
  await signIn(clerk, there, 'youssef@figeac.example');
  await callMe(clerk, 'Youssef Belmekki');
  await askToActFor(clerk, 'Élu', 'Adjoint au numérique');
  await there.mailTo('helene@figeac.example', 'Une personne demande à agir pour Figeac');

  await mayor.goto('/compte');
  await expect(mayor.getByRole('banner')).toContainText('Figeac');
  await mayor.getByRole('link', { name: 'Personnes et mandat' }).click();
  await mayor.getByRole('button', { name: 'Confirmer : Youssef Belmekki' }).click();
  await mayor.getByRole('combobox', { name: 'Élu' }).selectOption({ label: 'Youssef Belmekki, Adjoint au numérique' });
  await mayor.getByLabel('Délibération ou note').fill('Délibération 2021-14 du 2 mars 2021');
  await mayor.getByRole('button', { name: 'Donner le mandat' }).click();
  await expect(mayor.getByRole('main')).toContainText('Youssef Belmekki – Délibération 2021-14');
  await there.mailTo('youssef@figeac.example', 'Vous pouvez désormais déposer le bulletin de vote de Figeac');
  await clerk.goto('/compte');
  await expect(clerk.getByRole('main')).toContainText('avec le mandat de vote');

  // A colleague is invited, and acts as soon as she accepts.
  await mayor.getByLabel('Adresse de courriel').fill('accueil@figeac.example');
  await mayor.getByLabel('Agent', { exact: true }).check();
  await mayor.getByLabel('Fonction').fill('Agente d’accueil');
  await mayor.getByRole('button', { name: 'Envoyer l’invitation' }).click();
  const invitation = await there.mailTo('accueil@figeac.example', 'Votre invitation à agir pour Figeac');
  const colleague = await somebody(browser, there);
  await signIn(colleague, there, 'accueil@figeac.example');
  const offered = invitation.text.match(/https?:\/\/\S+\/invitation\/(\w+)/)!;
  secrets.push(offered[1]);
  await colleague.goto(offered[0]);
  await colleague.getByRole('button', { name: 'Accepter' }).click();
  await expect(colleague.getByRole('banner')).toContainText('Figeac');

  await askFirst(mayor, /^Retirer le mandat\s*: titulaire/, 'Une autre élue dépose notre bulletin.');
  await clerk.reload();
  await expect(clerk.getByRole('main')).not.toContainText('avec le mandat de vote');

  // He leaves the town hall: the session that he has open ends with the membership.
  await askFirst(mayor, /^Mettre fin au rattachement\s*: Youssef Belmekki/, 'A quitté la mairie.');
  expect((await clerk.goto('/compte'))?.status()).toBe(403);

  await mayor.goto('/compte');
  await mayor.getByRole('link', { name: 'Historique', exact: true }).click();
  for (const act of ['Rattachement confirmé', 'Mandat de vote donné', 'Mandat de vote retiré', 'Rattachement terminé']) {
    await expect(mayor.getByRole('table')).toContainText(act);
  }

  // The first administrator comes by a link that the command gives, and reads everybody's trace.
  const invited = there.run('admin', 'invite', 'admin@terreau.example', '--base-url', there.server.address);
  const administrator = await somebody(browser, there);
  await administrator.goto(invited.match(/https?:\S+/)![0]);
  await administrator.getByRole('button', { name: 'Accepter et se connecter' }).click();
  await heading(administrator, 'Votre compte');
  await administrator.goto('/administration/trace?acte=membership_confirmed');
  await expect(administrator.getByRole('row').filter({ hasText: 'Rattachement confirmé' })).toHaveCount(3);
  const file = administrator.waitForEvent('download');
  await administrator.getByRole('link', { name: 'Télécharger ces actes (tableur)' }).click();
  expect((await file).suggestedFilename()).toBe('trace.csv');

  // Taking one's data away, after a copy of it.
  await mayor.goto('/compte');
  const copy = mayor.waitForEvent('download');
  await mayor.getByRole('button', { name: 'Télécharger mes données' }).click();
  expect((await copy).suggestedFilename()).toBe('mes-donnees-terreau.json');
  await mayor.getByRole('link', { name: 'Supprimer mon compte' }).click();
  await mayor.getByRole('button', { name: 'Supprimer mon compte' }).click();
  await expect(mayor).toHaveURL('/');
  await administrator.goto('/administration/trace?acte=person_deleted');
  await expect(administrator.getByRole('table')).toContainText('Personne partie');
  await expect(administrator.getByRole('table')).not.toContainText('Lacassagne');

  await there.server.stop();
  expect(there.run('audit', 'verify')).toContain('La trace est entière');
  // Nothing that opens a door, and nobody's address, is in the log, however much it tells.
  expect(there.server.log()).toContain('answered');
  for (const secret of [...secrets, 'figeac.example']) expect(there.server.log()).not.toContain(secret);
  await there.folder.remove();
  there.post.stop();
});

test('a list of members is imported, refused by line, and whoever signs in with an address of it acts', async ({ browser }) => {
  const there = await site();
  const list = join(there.folder.path, 'membres.csv');
  const header = 'siren;courriel;nom;qualité;fonction;référent\r\n';
  const mayor = '214601023;helene@figeac.example;Hélène Roux;élue;Maire;oui\r\n';
  writeFileSync(list, `${header}${mayor}214601023;pas une adresse;Camille Fournié;agent;Directrice;non\r\n`);
  expect(() => there.run('import', 'members', list)).toThrow(/ligne 3/);
  writeFileSync(list, `${header}${mayor}`);
  expect(there.run('import', 'members', list)).toContain('attendue');
  expect(there.run('import', 'members', list)).toContain('Rien n’a changé');
  const page = await somebody(browser, there);
  await signIn(page, there, 'helene@figeac.example');
  await expect(page.getByRole('banner')).toContainText('Hélène Roux – Figeac');
  await page.goto('/collectivites/214601023/personnes');
  await expect(page.getByRole('main')).toContainText('Maire');
  await there.server.stop();
  await there.folder.remove();
  there.post.stop();
});

test('a link is opened where it was asked, elsewhere its code is typed, and neither serves twice', async ({ browser }) => {
  const there = await site();
  const page = await somebody(browser, there);
  const { link, code } = await askForMail(page, there, 'secretariat@die.example');

  // A mail scanner follows the link, and even submits what it finds there: it has not the browser's cookie.
  const scanner = await somebody(browser, there);
  await scanner.goto(link);
  await heading(scanner, 'Ce lien ne sert pas ici');
  await expect(scanner.getByRole('main')).toContainText('Ce lien a été demandé dans un autre navigateur');
  const sent = await scanner.request.post(link, { form: { page: '/' }, headers: { Origin: there.server.address } });
  expect(sent.status()).toBe(422);
  expect((await scanner.goto('/compte'))?.status()).toBe(403);

  await page.getByLabel('Code reçu par courriel').fill('ZZZZ ZZZZ');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByRole('alert')).toContainText('n’est pas le code du dernier courriel');
  await page.getByLabel('Code reçu par courriel').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await heading(page, 'Votre compte');
  await page.goto(link);
  await expect(page.getByRole('main')).toContainText('déjà servi');

  // A session planted before the sign-in does not become one.
  const planted = 'f'.repeat(64);
  const victim = await somebody(browser, there);
  await victim.context().addCookies([{ name: 'terreau', value: planted, url: there.server.address }]);
  await signIn(victim, there, 'mairie@die.example');
  const cookies = await victim.context().cookies();
  expect(cookies.find((cookie) => cookie.name === 'terreau')?.value).not.toBe(planted);

  // The list of sessions ends the other one.
  const again = await somebody(browser, there);
  await signIn(again, there, 'mairie@die.example');
  await askFirst(again, 'Fermer toutes les autres sessions');
  expect((await victim.goto('/compte'))?.status()).toBe(403);
  expect((await again.goto('/compte'))?.status()).toBe(200);

  // The sixth mail in a quarter of an hour is refused, and the answer says when.
  for (let turn = 0; turn < 5; turn++) await askForMail(page, there, 'trop@die.example');
  await page.goto('/connexion');
  await page.getByLabel('Adresse de courriel professionnelle').fill('trop@die.example');
  // The form leads to where it is shown again, with the reason.
  const answer = page.waitForResponse((response) => response.url().includes('reprise='));
  await page.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
  expect((await answer).status()).toBe(429);
  expect((await answer).headers()['retry-after']).toBe('900');
  await expect(page.getByRole('alert')).toContainText('trop de courriels', { ignoreCase: true });
  await expect(page.getByLabel('Adresse de courriel professionnelle')).toHaveValue('trop@die.example');

  await there.server.stop();
  await there.folder.remove();
  there.post.stop();
});

test('who asks too much waits, by the address that a trusted proxy tells and by no other', async ({ request }) => {
  const folder = await DataFolder.create();
  const settings = { TERREAU_RATE_LIMIT: '30', TERREAU_TRUSTED_PROXIES: '127.0.0.0/8' };
  const server = await Server.start(folder, { settings });
  const from = (address: string) => request.get(`${server.address}/sante`, { headers: { 'X-Forwarded-For': address } });
  for (let turn = 0; turn < 30; turn++) expect((await from('203.0.113.9')).status()).toBe(200);
  const tooMuch = await from('203.0.113.9');
  expect(tooMuch.status()).toBe(429);
  expect(Number(tooMuch.headers()['retry-after'])).toBeGreaterThan(0);
  expect(await tooMuch.text()).toContain('Trop de demandes');
  expect((await from('203.0.113.10')).status()).toBe(200);
  // What the client itself wrote before the proxy's word does not help.
  expect((await from('198.51.100.1, 203.0.113.9')).status()).toBe(429);
  await server.stop();

  const open = await Server.start(folder, { settings: { TERREAU_RATE_LIMIT: '30' } });
  const statuses = [];
  for (let turn = 0; turn < 31; turn++) {
    statuses.push((await request.get(`${open.address}/sante`, { headers: { 'X-Forwarded-For': `203.0.113.${turn}` } })).status());
  }
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  await open.stop();
  await folder.remove();
});

test('in a demonstration the mail is read on its own page, by the browser that asked', async ({ browser }) => {
  const folder = await DataFolder.create();
  const server = await Server.start(folder);
  const context = await browser.newContext({ baseURL: server.address, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/connexion?suite=/groupements');
  await page.getByLabel('Adresse de courriel professionnelle').fill('visiteuse@figeac.example');
  await page.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
  await page.getByRole('link', { name: 'Courriels' }).first().click();
  const text = await page.getByRole('region', { name: 'Texte du courriel' }).innerText();
  const link = text.match(/https?:\/\/\S+\/connexion\/lien\/\w+/)![0];
  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await other.goto('/demo/courriels');
  await expect(other.getByRole('main')).toContainText('Aucun courriel pour le moment.');
  await page.goto(link);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page).toHaveURL('/groupements');
  await expect(page.getByRole('banner')).toContainText('visiteuse');
  await server.stop();
  await folder.remove();
});

test('a text of the site’s own stands in place of the one that comes with it', async ({ page }) => {
  const folder = await DataFolder.create();
  writeFileSync(
    join(folder.path, 'mentions-legales.md'),
    '## Éditeur\n\nSyndicat mixte *du Lot*.\n\n<script>document.title = "non"</script>\n',
  );
  const server = await Server.start(folder, { settings: { TERREAU_TEXTS_DIR: folder.path } });
  await page.goto(`${server.address}/mentions-legales`);
  await expect(page.getByRole('main')).toContainText('Syndicat mixte du Lot.');
  await expect(page.getByRole('main')).toContainText('<script>');
  await expect(page).toHaveTitle(/^Mentions légales/);
  await page.goto(`${server.address}/accessibilite`);
  await expect(page.getByRole('main')).toContainText('RGAA');
  await server.stop();
  await folder.remove();
});
