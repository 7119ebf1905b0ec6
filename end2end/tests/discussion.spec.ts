import type { Page } from '@playwright/test';
import { askFirst, enter, heading, leave, moments, moveClock, people, refused } from '../demo';
import { expect, test } from '../fixtures';

test.use({ story: 'discussion', javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

const need = 'Un appel sur trois à la mairie reste sans réponse';
/** The page of a need of Figeac. */
let needPage = '';

const main = (page: Page) => page.getByRole('main');
const message = (page: Page, text: string) => main(page).locator('li.t-message', { hasText: text }).last();

test('a message is pointed out for its telephone number, and published once its writer says so', async ({ page }) => {
  await moveClock(page, moments.census);
  await enter(page, people.deputyOfDie);
  await page.goto('/besoins?texte=appel');
  await main(page).getByRole('link', { name: need, exact: true }).click();
  needPage = page.url();
  await main(page).locator('summary', { hasText: 'Écrire un message' }).click();
  const text = 'Qui répond chez vous le midi ? @[Figeac], appelez-moi au 04 75 21 08 77.';
  await page.getByLabel('Votre message').fill(text);
  await page.getByRole('button', { name: 'Publier le message' }).click();
  await refused(page, 'Votre message', 'un numéro de téléphone');
  await expect(page.getByRole('alert')).toContainText('04 75 21 08 77');
  await expect(page.getByLabel('Votre message')).toHaveValue(text);
  await page.getByLabel('Publier quand même').check();
  await page.getByRole('button', { name: 'Publier le message' }).click();
  await heading(page, 'Discussion');
  await expect(page.getByRole('status')).toContainText('Votre message est publié');
  await expect(message(page, '04 75 21 08 77')).toContainText('Solène Vautrin');
  await expect(message(page, '04 75 21 08 77').getByRole('link', { name: 'Figeac (46)' })).toBeVisible();

  await message(page, '04 75 21 08 77').getByRole('link', { name: 'Modifier' }).click();
  await page.getByLabel('Votre message').fill('Qui répond chez vous le midi, @[Figeac] ? Bande de fainéants.');
  await page.getByRole('button', { name: 'Publier la correction' }).click();
  await expect(message(page, 'fainéants')).toContainText('modifié le');
  await leave(page);
  await page.goto(needPage);
  await expect(message(page, 'fainéants')).toContainText('Die (26)');
  await expect(main(page)).not.toContainText('Solène Vautrin');
});

test('the collectivité of the need answers, and reports what goes too far', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/avis');
  await main(page).getByRole('link', { name: 'Votre collectivité est nommée dans un message' }).first().click();
  await heading(page, 'Discussion');
  await main(page).locator('summary', { hasText: 'Répondre' }).first().click();
  await page.getByLabel('Votre réponse').fill('Personne, justement.');
  await page.getByRole('button', { name: 'Publier la réponse' }).click();
  await expect(message(page, 'Personne, justement.')).toContainText('Hélène Lacassagne-Roux');
  await main(page)
    .getByRole('link', { name: /^Signaler/ })
    .first()
    .click();
  await heading(page, 'Signaler un texte');
  await page.getByRole('button', { name: 'Envoyer le signalement' }).click();
  await expect(page.getByRole('alert')).toContainText('ce champ est à remplir');
  await page.getByLabel('Il insulte, menace ou discrimine').check();
  await page.getByLabel('Ce que vous voulez en dire').fill('Le ton n’est pas acceptable.');
  await page.getByRole('button', { name: 'Envoyer le signalement' }).click();
  await expect(page.getByRole('status')).toContainText('Votre signalement est envoyé');
  await leave(page);
});

test('a curator hides it with a reason, and asks the author of the need something', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/');
  await main(page).getByRole('link', { name: 'Ouvrir la modération' }).click();
  await heading(page, 'Modération');
  await expect(main(page)).toContainText('Le ton n’est pas acceptable.');
  await askFirst(page, 'Masquer', 'Une insulte, sans rapport avec le besoin.');
  await expect(page.getByRole('status')).toContainText('Le texte est masqué');
  await expect(main(page)).toContainText('Aucun texte signalé n’attend');

  await page.goto(`${needPage}/discussion`);
  await main(page).locator('summary', { hasText: 'Poser une question à l’auteur' }).click();
  await page.getByLabel('Votre question').fill('Combien d’appels par semaine ?');
  await page.getByRole('button', { name: 'Envoyer la question' }).click();
  await expect(message(page, 'Combien d’appels')).toContainText('Attend la réponse');
  await leave(page);
});

test('its author is told, reads why in its place, and answers once', async ({ page }) => {
  await enter(page, people.deputyOfDie);
  await page.goto('/avis');
  await expect(main(page)).toContainText('Une insulte, sans rapport avec le besoin.');
  await main(page)
    .getByRole('link', { name: /^Votre texte, à propos de/ })
    .first()
    .click();
  await expect(main(page)).toContainText('Masqué par Inès Carvalhais, équipe de l’Incubateur');
  await expect(main(page)).not.toContainText('fainéants');
  await page.getByLabel('Votre réponse à l’équipe').fill('C’était une plaisanterie entre collègues.');
  await page.getByRole('button', { name: 'Envoyer ma réponse' }).click();
  await expect(main(page)).toContainText('Vous avez répondu.');
  await leave(page);

  await enter(page, people.curator);
  await page.goto('/moderation');
  await expect(main(page)).toContainText('C’était une plaisanterie entre collègues.');
  await page.getByRole('button', { name: 'Maintenir masqué' }).click();
  await expect(page.getByRole('status')).toContainText('Le texte reste masqué');
  await leave(page);
});

test('the need waits for the answer of its collectivité, which gives it', async ({ page }) => {
  await page.goto(needPage);
  await expect(main(page)).toContainText('Attend la réponse');
  await enter(page, people.mayorOfFigeac);
  await page.goto('/');
  await main(page).getByRole('link', { name: 'Lire et répondre' }).first().click();
  const question = message(page, 'Combien d’appels par semaine ?');
  await question.locator('summary', { hasText: 'Répondre' }).click();
  await question.getByLabel('Votre réponse').fill('Sept cents.');
  await question.getByRole('button', { name: 'Publier la réponse' }).click();
  await expect(message(page, 'Combien d’appels par semaine ?')).toContainText('Répondue');
  await page.goto(needPage);
  await expect(main(page)).not.toContainText('Attend la réponse');
  await leave(page);
});

test('the members of a group write to one another, and print a letter of intent', async ({ page }) => {
  await enter(page, people.agentOfMorvan);
  await page.goto('/groupements');
  await main(page).getByRole('link', { name: 'Tournées partagées du Centre-Est', exact: true }).click();
  await main(page).getByRole('link', { name: 'Échanges et contact du groupement' }).click();
  await heading(page, 'Échanges du groupement');
  await expect(main(page)).toContainText('Contact du chef de file');
  await page.getByLabel('Votre message').fill('Première réunion jeudi.');
  await page.getByRole('button', { name: 'Publier le message' }).click();
  await expect(message(page, 'Première réunion jeudi.')).toBeVisible();
  const room = page.url();
  await main(page).getByRole('link', { name: 'Lettre d’intention à imprimer' }).click();
  await heading(page, 'Lettre d’intention');
  await expect(main(page)).toContainText('elle n’engage aucune dépense');
  const pdf = await page.request.get(`${page.url()}.pdf`);
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  await leave(page);
  await enter(page, people.agentOfNantes);
  expect((await page.goto(room))?.status()).toBe(403);
});
