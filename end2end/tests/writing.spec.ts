import type { Browser, Locator, Page } from '@playwright/test';
import { enter, heading, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { sound } from '../sound';

test.use({ story: 'writing' });
test.describe.configure({ mode: 'serial' });

/** The address of the page on which the application is written. */
let written = '';

const saved = (page: Page): Locator => page.locator('#enregistre');
const todo = (page: Page): Locator => page.locator('#a-regler');
const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true });
const title = 'Titre de la demande';
const why = 'Ce que vous en attendez';
const euros = (text: string) => new RegExp(text.replaceAll(' ', '\\s'));

/** Opens the form and waits until it keeps itself. */
async function write(page: Page): Promise<void> {
  await page.goto(written);
  await alive(page);
}

/** Types, and waits until the service has answered. */
async function kept(page: Page, where: Locator, text: string): Promise<void> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/brouillon'));
  await where.fill(text);
  await answer;
  await expect(saved(page)).toContainText('Enregistré à');
}

async function alive(page: Page): Promise<void> {
  await expect(page.locator('form[data-ready]')).toBeAttached();
}

/** Somebody else of the same collectivité, in a browser of their own. */
async function colleague(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const page = await (await browser.newContext({ baseURL })).newPage();
  await enter(page, people.mayorOfFelletin);
  return page;
}

test('what is typed is kept without a button, and what blocks and the amount follow', async ({ page, browser, baseURL }) => {
  await moveClock(page, moments.result);
  await moveClock(page, moments.applications);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/enveloppes/ingenierie');
  await page.getByRole('button', { name: /^Candidater/ }).click();
  await heading(page, 'Ingénierie et formation');
  written = new URL(page.url()).pathname;
  await alive(page);
  await expect(saved(page)).toBeEmpty();
  await expect(todo(page).getByRole('link', { name: title })).toBeVisible();

  await field(page, title).fill('Un diagnostic de nos outils');
  await expect(saved(page)).toHaveText(/^Enregistré à \d+\sh\s\d\d – \d\spoints à régler avant de déposer\.$/);
  await expect(todo(page).getByRole('link', { name: title })).toHaveCount(0);

  await field(page, 'Dépense 1, intitulé').fill('Cabinet');
  await field(page, 'Dépense 1, montant en euros').fill('12 500,50 €');
  await expect(page.locator('#montant')).toContainText(euros('Montant demandé, calculé : 8 750,35 €'));

  const other = await colleague(browser, baseURL);
  await other.goto(written);
  await expect(field(other, title)).toHaveValue('Un diagnostic de nos outils');
  await expect(field(other, 'Dépense 1, montant en euros')).toHaveValue('12 500,50 €');
  await other.context().close();
});

test('what is wrong is told beside the field by the browser itself, in the words of the server', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  await page.route('**/brouillon', (route) => route.abort());
  for (const [typed, reason] of [
    ['Court', /écrivez au moins 8\scaractères/i],
    ['Un titre qui se lit à l’envers\u202e caché', /inverse le sens de lecture, juste après «\sUn titre qui se lit à l’envers\s»/],
  ] as const) {
    await field(page, title).fill(typed);
    await field(page, title).blur();
    await expect(field(page, title)).toHaveAccessibleDescription(reason);
    await expect(field(page, title)).toHaveAttribute('aria-invalid', 'true');
  }
  await field(page, 'Dépense 2, intitulé').fill('Voyage');
  const amount = field(page, 'Dépense 2, montant en euros');
  for (const [typed, reason] of [
    ['-5', /retirez le signe moins/],
    ['99 999 999 999 999', /trop grand/],
    ['douze', /montant en euros/],
  ] as const) {
    await amount.fill(typed);
    await amount.blur();
    await expect(amount).toHaveAccessibleDescription(reason);
  }
  // What is mended is told no more, while it is typed.
  await amount.fill('800');
  await expect(amount).not.toHaveAttribute('aria-invalid', 'true');
  await expect(amount).toHaveAccessibleDescription('');
  await field(page, title).fill('Un diagnostic de nos outils et réseaux');
  await expect(field(page, title)).toHaveAccessibleDescription('');

  // Nothing was kept so far, and it is said; then the service answers again.
  await expect(saved(page)).toContainText('Pas encore enregistré : le service ne répond pas');
  await page.unroute('**/brouillon');
  await kept(page, field(page, why), 'Savoir quels outils remplacer, et dans quel ordre.');
  await page.reload();
  await expect(field(page, title)).toHaveValue('Un diagnostic de nos outils et réseaux');
  await expect(amount).toHaveValue('800');
});

test('a field that depends on another is there only when it is asked', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  const trained = page.getByLabel('Nombre de personnes à former');
  await expect(trained).toBeHidden();
  await field(page, 'Ce que vous demandez').selectOption('Une formation');
  await expect(trained).toBeVisible();
  await expect(todo(page).getByRole('link', { name: 'Nombre de personnes à former' })).toBeVisible();
  await field(page, 'Ce que vous demandez').selectOption('Un diagnostic');
  await expect(trained).toBeHidden();
  await expect(todo(page).getByRole('link', { name: 'Nombre de personnes à former' })).toHaveCount(0);
  await expect(saved(page)).toContainText('tout est rempli');
});

test('a table grows as it is filled, and its lines keep their places', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  await field(page, 'Dépense 4, intitulé').fill('Restitution');
  await field(page, 'Dépense 4, montant en euros').fill('1 000');
  await expect(field(page, 'Dépense 6, intitulé')).toBeVisible();
  await field(page, 'Dépense 3, montant en euros').fill('-1');
  await expect(todo(page).getByRole('link', { name: 'Dépense 3, montant' })).toBeVisible();
  await field(page, 'Dépense 3, montant en euros').fill('');
  await expect(todo(page).getByRole('link', { name: 'Dépense 3, montant' })).toHaveCount(0);
  await page.reload();
  await expect(field(page, 'Dépense 4, intitulé')).toHaveValue('Restitution');
  await expect(field(page, 'Dépense 3, intitulé')).toHaveValue('');
});

test('two who write in one field both see the other’s text, and choose', async ({ page, browser, baseURL }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  const other = await colleague(browser, baseURL);
  await write(other);
  const theirs = 'Choisir ensemble <b>un seul</b> logiciel pour le secrétariat.';
  await kept(other, field(other, why), theirs);

  // Another field is kept; the one that was written elsewhere is named.
  await kept(page, field(page, title), 'Un diagnostic partagé');
  await expect(page.locator('#ailleurs')).toContainText('« Ce que vous en attendez »');

  const mine = 'Savoir ce que coûtent nos outils, commune par commune.';
  await field(page, why).fill(mine);
  const conflict = page.locator('[id="conflit.why"]').getByRole('alert');
  await expect(conflict).toContainText(theirs);
  await expect(saved(page)).toContainText('sauf 1');
  // Whatever else is typed, nobody's text is lost before the choice.
  await kept(page, field(page, title), 'Un diagnostic partagé par tous');
  await expect(saved(page)).toContainText('sauf 1');
  await expect(conflict).toBeVisible();
  await sound(page);
  await other.goto(written);
  await expect(field(other, why)).toHaveValue(theirs);

  await conflict.getByRole('button', { name: 'Garder ma saisie' }).click();
  await expect(conflict).toHaveCount(0);
  await expect(saved(page)).not.toContainText('sauf');
  await other.goto(written);
  await expect(field(other, why)).toHaveValue(mine);

  // The other way round.
  await alive(other);
  await kept(page, field(page, why), 'Un seul outil pour tous, choisi avec nos voisins.');
  await field(other, why).fill('Un texte qui ne sera pas gardé, et c’est voulu.');
  await other.getByRole('link', { name: 'Prendre l’autre' }).click();
  await expect(other.getByRole('link', { name: 'Prendre l’autre' })).toHaveCount(0);
  await expect(field(other, why)).toHaveValue('Un seul outil pour tous, choisi avec nos voisins.');
  await other.context().close();
});

test('a form that was sent by its button and refused waits for the choice, too', async ({ page, browser, baseURL }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  const other = await colleague(browser, baseURL);
  await write(other);
  const [mine, theirs] = ['Ce que j’ai écrit avant d’appuyer sur le bouton.', 'Ce que l’autre a écrit juste avant le bouton.'];
  await field(other, title).fill('Un diagnostic, titre de l’autre');
  await kept(other, field(other, why), theirs);
  await field(page, why).fill(mine);
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  const conflict = page.locator('[id="conflit.why"]').getByRole('alert');
  await expect(conflict).toContainText(theirs);
  // What was not touched here is the other's, and stays so.
  await expect(field(page, title)).toHaveValue('Un diagnostic, titre de l’autre');
  await kept(page, field(page, 'Dépense 2, intitulé'), 'Voyages');
  await other.goto(written);
  await expect(field(other, why)).toHaveValue(theirs);
  await expect(field(page, why)).toHaveValue(mine);
  await conflict.getByRole('button', { name: 'Garder ma saisie' }).click();
  await expect(conflict).toHaveCount(0);
  await other.goto(written);
  await expect(field(other, why)).toHaveValue(mine);
  await other.context().close();
});

test('what was typed just before leaving is kept', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  await field(page, title).fill('Un diagnostic écrit en partant');
  await page.getByRole('link', { name: 'Candidatures' }).first().click();
  await heading(page, 'Candidatures');
  await page.goto(written);
  await expect(field(page, title)).toHaveValue('Un diagnostic écrit en partant');

  // By the address bar, the page is told only that it goes away.
  await alive(page);
  await field(page, title).fill('Un diagnostic écrit en s’en allant');
  await page.goto('/candidatures');
  await expect(async () => {
    await page.goto('/candidatures');
    await expect(page.getByRole('link', { name: 'Un diagnostic écrit en s’en allant' })).toBeVisible({ timeout: 100 });
  }).toPass();
});

test('the button sends while something is on its way, and nobody conflicts with themselves', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await write(page);
  let answer = () => {};
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/brouillon', async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  await field(page, title).fill('Un diagnostic, première frappe');
  await expect(saved(page)).toHaveText('Enregistrement…');
  await field(page, title).fill('Un diagnostic, seconde frappe');
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  answer();
  await heading(page, 'Un diagnostic, seconde frappe');
});

test('a session that ends is told, and what is typed waits for the next one', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await enter(page, people.mayorOfFelletin);
  await write(page);
  const cookies = await context.cookies();
  await context.clearCookies();
  await field(page, title).fill('Un diagnostic après une pause');
  await expect(saved(page)).toContainText('votre session est terminée');
  await context.addCookies(cookies);
  await expect(saved(page)).toContainText('Enregistré à', { timeout: 20_000 });
  await page.reload();
  await expect(field(page, title)).toHaveValue('Un diagnostic après une pause');
  await context.close();
});

test('the page that keeps itself is sound on a phone and on a desktop', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await write(page);
    await field(page, title).fill(`Un diagnostic vu à ${width} pixels`);
    await kept(page, field(page, 'Dépense 1, montant en euros'), 'douze');
    await field(page, title).focus();
    await expect(field(page, 'Dépense 1, montant en euros')).toHaveAttribute('aria-invalid', 'true');
    await sound(page);
  }
});

test('a draft that was filed meanwhile says so, and holds nobody back', async ({ browser, baseURL }) => {
  // In a browser of its own: what is refused is told to the console, which elsewhere is a fault.
  const page = await colleague(browser, baseURL);
  await write(page);
  await kept(page, field(page, 'Dépense 1, montant en euros'), '12 500');
  await expect(saved(page)).toContainText('tout est rempli');
  const other = await colleague(browser, baseURL);
  await other.goto(written.replace('/modifier', ''));
  await other.getByRole('button', { name: 'Déposer la candidature' }).click();
  await heading(other, 'Récépissé n°');
  await other.context().close();

  await field(page, title).fill('Un diagnostic écrit trop tard');
  await expect(saved(page)).toContainText('le bouton « Enregistrer » dira pourquoi');
  const asked = page.waitForEvent('dialog').then((dialog) => dialog.dismiss());
  await page.getByRole('link', { name: 'Candidatures' }).first().click({ noWaitAfter: true });
  await asked;
  await expect(field(page, title)).toHaveValue('Un diagnostic écrit trop tard');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('la candidature est déposée', { ignoreCase: true });
  await page.context().close();
});
