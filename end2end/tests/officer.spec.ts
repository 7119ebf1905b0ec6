import type { Page } from '@playwright/test';
import { askFirst, enter, heading, moments, moveClock, people, row } from '../demo';
import { expect, test } from '../fixtures';
import { sound } from '../sound';

test.use({ story: 'officer' });
test.describe.configure({ mode: 'serial' });

const title = 'Un diagnostic de nos outils';
const reason = 'Le diagnostic manque à cette commune, et son prix est juste.';
const euros = (text: string) => new RegExp(text.replaceAll(' ', '\\s'));
const main = (page: Page) => page.getByRole('main');
const saved = (page: Page) => page.locator('#enregistre');
const alive = (page: Page) => expect(page.locator('form[data-ready]')).toBeAttached();
/** The address of the screen on which the officer decides. */
let desk = '';

test('a file arrives on the desk of the prefecture, which has money and says who signs', async ({ page }) => {
  await page.goto('/');
  await moveClock(page, moments.result);
  await moveClock(page, moments.applications);
  await enter(page, people.curator);
  await page.goto('/enveloppes');
  await page.getByLabel('Enveloppe', { exact: true }).selectOption('Ingénierie et formation');
  await page.getByLabel('Département').selectOption('46 – Lot');
  await page.getByLabel('Montant').fill('10 000');
  await page.getByRole('button', { name: 'Enregistrer l’écriture' }).click();

  await enter(page, people.mayorOfFigeac);
  await page.goto('/enveloppes/ingenierie');
  await page.getByRole('button', { name: 'Candidater au nom de Figeac' }).click();
  await page.getByLabel('Titre de la demande').fill(title);
  await page.getByLabel('Ce que vous demandez').selectOption('Un diagnostic');
  await page.getByLabel('Ce que vous en attendez').fill('Savoir quels outils nous avons, lesquels nous manquent et combien ils coûtent.');
  await page.getByLabel('Dépense 1, intitulé').fill('Étude');
  await page.getByLabel('Dépense 1, montant en euros').fill('12 000');
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await heading(page, 'Récépissé n°');

  await enter(page, people.prefectureOfLot);
  await page.goto('/instruction');
  await page.getByRole('link', { name: /^Lettres/ }).click();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(4);
  await page.getByLabel('Autorité').fill('Préfecture du Lot');
  await page.getByLabel('Lieu').fill('Cahors');
  await page.getByLabel('Qualité').fill('Pour la préfète et par délégation, le secrétaire général');
  await page.getByLabel('Prénom et nom').fill('Nicolas Régny');
  await page.getByLabel('Délégation de signature').fill('Vu l’arrêté du 4 mai 2026 portant délégation de signature');
  await sound(page);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page).toHaveURL('/instruction');
});

test('the officer says first that they have no link, then marks and decides on one screen that keeps itself', async ({ page }) => {
  await enter(page, people.prefectureOfLot);
  await page.goto('/instruction');
  await row(page, title).getByRole('link', { name: title }).click();
  await expect(page).toHaveURL(/\/instruction\/[0-9a-f-]{36}$/);
  desk = new URL(page.url()).pathname;
  await expect(main(page)).toContainText('Étude');
  await expect(page.getByLabel('Montant accordé')).toHaveCount(0);
  await sound(page);
  await page.getByRole('button', { name: 'Dire le dossier complet' }).click();
  await expect(page).toHaveURL(desk);
  await page.getByLabel('Non, aucun').check();
  await page.getByRole('button', { name: 'Répondre' }).click();
  await expect(page).toHaveURL(desk);

  await alive(page);
  await expect(main(page)).toContainText(euros('10 000 € disponibles pour votre préfecture'));
  await page.getByLabel('Ampleur du portage').selectOption('4 – Très bon');
  await page.getByLabel('Acceptée').check();
  await page.getByLabel('Montant accordé').fill('9 000');
  await expect(saved(page)).toContainText('Enregistré à');
  await page.getByLabel('Motif').focus();
  await page.getByLabel('Motif').fill(reason);
  await expect(page.getByLabel('Montant accordé')).toHaveAccessibleDescription(/plus que ce que le dossier demande/i);
  await page.getByRole('button', { name: 'Relire et décider' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  const alert = page.getByRole('alert').first();
  await expect(alert).toContainText('Rien n’est décidé');
  await expect(alert.getByRole('listitem')).toHaveCount(3);
  await expect(page.getByLabel('Motif')).toHaveValue(reason);
  await sound(page);

  await alive(page);
  await page.getByLabel('Valeur de l’équipe projet').selectOption('3 – Bon');
  await page.getByLabel('Impact direct ou induit').selectOption('5 – Excellent');
  await page.getByLabel('Montant accordé').fill('8 000');
  await expect(page.locator('#bilan')).toContainText(euros('il resterait 2 000 €'));
  await page.reload();
  await expect(page.getByLabel('Montant accordé')).toHaveValue('8 000');
  await expect(page.getByLabel('Motif')).toHaveValue(reason);
  await sound(page);
});

test('what two pages of one officer type overwrites nothing, and the table shows it with what would be left', async ({ page, context }) => {
  await enter(page, people.prefectureOfLot);
  const other = await context.newPage();
  await page.goto(desk);
  await other.goto('/instruction/tableau?enveloppe=ingenierie');
  await alive(page);
  await alive(other);
  await expect(row(other, title)).toContainText('12 / 15');
  await expect(other.locator('#bilan')).toContainText(euros('il resterait 2 000 €'));
  await page.getByLabel('Montant accordé').fill('8 100');
  await expect(page.locator('#bilan')).toContainText(euros('il resterait 1 900 €'));
  await other.getByLabel(/^Montant, dossier/).fill('8 200');
  await expect(other.getByRole('alert')).toContainText('8 100');
  await sound(other);
  await other.getByRole('button', { name: 'Garder ma saisie' }).click();
  await expect(other.locator('#bilan')).toContainText(euros('il resterait 1 800 €'));
  await other.getByRole('button', { name: 'Relire et décider' }).click();
  await heading(other, 'Relire les décisions');
});

test('what was read is what is decided, and the letter bears it, on paper and as PDF', async ({ page, context }) => {
  await enter(page, people.prefectureOfLot);
  await page.goto('/instruction/relecture?enveloppe=ingenierie');
  await expect(row(page, title)).toContainText(euros('8 200 €'));
  await expect(row(page, title)).toContainText(reason);
  await sound(page);
  const other = await context.newPage();
  await other.goto(desk);
  await alive(other);
  await other.getByLabel('Montant accordé').fill('8 000');
  await expect(other.locator('#bilan')).toContainText(euros('il resterait 2 000 €'));
  await page.getByRole('button', { name: 'Prendre cette décision' }).click();
  await expect(page.getByRole('alert')).toContainText('a changé depuis que vous l’avez lu');
  await expect(row(page, title)).toContainText(euros('8 000 €'));
  await page.getByRole('button', { name: 'Prendre cette décision' }).click();
  await expect(page).toHaveURL(desk);
  await expect(page.getByRole('heading', { name: euros('Acceptée.* 8 000 €') })).toBeVisible();
  await sound(page);

  await enter(page, people.mayorOfFigeac);
  await page.goto(desk.replace('/instruction', '/candidatures'));
  await page.getByRole('link', { name: 'Lettre de décision' }).click();
  for (const text of ['Préfecture du Lot', 'Cahors, le', 'Vu la loi', 'portant délégation', 'Nicolas Régny', 'tribunal administratif'])
    await expect(main(page)).toContainText(text);
  await expect(main(page)).toContainText(euros('Un montant de 8 000 € lui est accordé'));
  await sound(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Télécharger la lettre (PDF)' }).click();
  const letter = await download;
  expect(letter.suggestedFilename()).toMatch(/^decision-.*\.pdf$/);
  const content = await letter.createReadStream().then(async (stream) => Buffer.concat(await stream.toArray()));
  expect(content.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await page.goto(desk))?.status()).toBe(404);
});

test('an officer who has a link hands the file over, and is told to whom', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto(desk.replace('/instruction', '/candidatures'));
  await askFirst(page, 'Retirer la candidature', 'Nous demandons autre chose.');
  await page.goto('/enveloppes/ingenierie');
  await page.getByRole('button', { name: 'Candidater au nom de Figeac' }).click();
  await page.getByLabel('Titre de la demande').fill('Une formation de nos agents');
  await page.getByLabel('Ce que vous demandez').selectOption('Un diagnostic');
  await page.getByLabel('Ce que vous en attendez').fill('Savoir quels outils nous avons, lesquels nous manquent et combien ils coûtent.');
  await page.getByLabel('Dépense 1, intitulé').fill('Étude');
  await page.getByLabel('Dépense 1, montant en euros').fill('12 000');
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await heading(page, 'Récépissé n°');
  await enter(page, people.prefectureOfLot);
  await page.goto('/instruction');
  await row(page, 'Une formation de nos agents').getByRole('link').click();
  await page.getByLabel('Oui, ou l’on pourrait le croire').check();
  await page.getByRole('button', { name: 'Répondre' }).click();
  await heading(page, 'Ce dossier ne vous revient plus');
  await expect(main(page)).toContainText('Personne d’autre n’agit aujourd’hui pour votre préfecture');
  await sound(page);
});
