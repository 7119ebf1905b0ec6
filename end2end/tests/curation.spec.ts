import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { enter, moments, moveClock, people, row } from '../demo';
import { expect, test } from '../fixtures';
import { desktop, phone, sound } from '../sound';

test.use({ story: 'curation', viewport: desktop });
test.describe.configure({ mode: 'serial' });

const projects = [
  'Joindre sa mairie et être prévenu par elle',
  'Du signalement de l’habitant à la réparation',
  'Suivre une aide de la recherche au versement',
];
const ours = (at: number) => `Nos agents ressaisissent le registre numéro ${at}`;

/** How many needs wait. */
async function waiting(page: Page): Promise<number> {
  const heading = page.getByRole('heading', { level: 2, name: /attend/ });
  return Number(((await heading.textContent()) ?? '').replace(/\D/g, ''));
}

async function alive(page: Page): Promise<void> {
  await expect(page.locator('html[data-ready]')).toBeAttached();
}

test('the mayor publishes as many needs as a census brings in a week', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  for (let at = 1; at <= 30; at++) {
    const id = randomUUID();
    const form = {
      id,
      title: ours(at),
      problem: 'Chaque service tient le sien, et personne ne retrouve ce que l’autre a noté.',
      affected: 'Les agents de la mairie',
      existing: '',
      theme: 'relation-usagers',
      urgency: 'medium',
      page: '/besoins/nouveau',
    };
    await page.request.post('/besoins/brouillon', { form });
    await page.request.post(`/besoins/${id}/publier`, { form: { page: `/besoins/${id}/apercu` } });
  }
  await page.goto(`/besoins?texte=${encodeURIComponent(`"${ours(30)}"`)}`);
  await expect(page.getByRole('link', { name: ours(30) })).toBeVisible();
});

test('forty needs go into three projects by the keyboard alone, and the last act is undone by it', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/curation?tri=recents');
  let left = await waiting(page);
  expect(left).toBeGreaterThanOrEqual(40);
  for (const [at, needs] of [14, 13, 13].entries()) {
    await alive(page);
    for (let need = 0; need < needs; need++) {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    }
    await expect(page.locator('[data-said]')).toHaveText(new RegExp(`^${needs}\\sbesoins cochés$`));
    await page.keyboard.press('p');
    await expect(page.getByRole('combobox', { name: 'Projet', exact: true })).toBeFocused();
    await page.keyboard.type(projects[at] ?? '');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Les besoins choisis sont dans le projet.')).toBeVisible();
    left -= needs;
    expect(await waiting(page)).toBe(left);
  }
  await expect(page).toHaveURL(/tri=recents/);
  const undo = page.getByRole('list', { name: 'Actes que vous pouvez encore annuler' });
  await expect(undo.getByRole('listitem')).toHaveCount(3);
  await alive(page);
  await page.keyboard.press('u');
  await page.keyboard.press('Enter');
  await expect(page.getByText('L’acte est annulé')).toBeVisible();
  expect(await waiting(page)).toBe(left + 13);
});

test('keys tick, read and note, and none acts while somebody types or chooses', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/curation?etat=nouveau');
  await alive(page);
  await page.keyboard.press('?');
  await expect(page.getByText('aller au besoin suivant, précédent')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const boxes = page.locator('tbody input[type=checkbox]');
  await expect(boxes.first()).toBeFocused();
  await page.keyboard.press('Control+x');
  await expect(boxes.first()).not.toBeChecked();
  await page.keyboard.press('a');
  await expect(boxes.first()).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Confier à' })).toBeFocused();
  await page.keyboard.press('x');
  await expect(boxes.first(), 'a list has its own keys').toBeChecked();
  await page.getByLabel('Mots recherchés').focus();
  await page.keyboard.type('jxk');
  await expect(page.getByLabel('Mots recherchés')).toHaveValue('jxk');

  await page.goto('/curation?etat=nouveau');
  await alive(page);
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  const panel = page.getByRole('region', { name: /./ }).and(page.locator('#lecture'));
  await expect(panel).toBeVisible();
  const title = (await panel.getByRole('heading', { level: 2 }).textContent()) ?? '';
  await alive(page);
  await page.keyboard.press('l');
  await expect(panel.getByRole('heading', { level: 2 })).not.toHaveText(title);
  await page.goto('/curation?etat=lu');
  await expect(page.getByRole('checkbox', { name: title, exact: true })).toBeVisible();
});

test('without scripts a curator reads a need beside the list, notes, gives, and puts it into a project', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false, viewport: desktop });
  const page = await context.newPage();
  await enter(page, people.curator);
  await page.goto('/curation?tri=recents&etat=nouveau');
  await page.getByRole('link', { name: `Lire « ${ours(1)} »` }).click();
  const panel = page.locator('#lecture');
  await expect(panel.getByRole('heading', { name: ours(1) })).toBeVisible();
  await expect(panel).toContainText('Chaque service tient le sien');
  await panel.getByText('Écrire une note').click();
  await panel.getByRole('button', { name: 'Enregistrer la note' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await panel.getByLabel('Note interne').fill(`À revoir avec @${people.curator}.`);
  await panel.getByRole('button', { name: 'Enregistrer la note' }).click();
  await expect(panel).toContainText(`À revoir avec @${people.curator}.`);
  await panel.getByLabel('Où en est le tri').selectOption('Question posée');
  await panel.getByLabel('Confié à').selectOption(people.curator);
  await panel.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.goto('/curation?etat=question&a=moi');
  await expect(row(page, ours(1))).toContainText('Question posée');
  await expect(row(page, ours(1))).toContainText('1 note');
  await page.getByRole('checkbox', { name: ours(1), exact: true }).check();
  await page.getByRole('button', { name: 'Mettre dans ce projet' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('checkbox', { name: ours(1), exact: true })).toBeChecked();
  await page.getByRole('combobox', { name: 'Projet', exact: true }).selectOption({ label: projects[2] ?? '' });
  await page.getByRole('button', { name: 'Mettre dans ce projet' }).click();
  await expect(page.getByText('Les besoins choisis sont dans le projet.')).toBeVisible();
  await page
    .getByRole('button', { name: /^Annuler/ })
    .first()
    .click();
  await expect(row(page, ours(1))).toContainText('Question posée');
  await context.close();
});

test('an act on a whole result is refused when a colleague acted meanwhile, keeps the text, and is told after ten minutes', async ({
  page,
  browser,
  baseURL,
}) => {
  await enter(page, people.curator);
  await page.goto('/curation?theme=relation-usagers&etat=nouveau');
  const found = Number(((await page.getByText(/besoins correspondent/).textContent()) ?? '').match(/\d+/)?.[0]);
  await page.getByRole('button', { name: /^Agir sur tout le résultat/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`^${found}\\sbesoins choisis$`));
  await sound(page);

  const elsewhere = await browser.newContext({ baseURL });
  const colleague = await elsewhere.newPage();
  await enter(colleague, people.curator);
  await colleague.goto('/curation?theme=relation-usagers&etat=nouveau');
  const changed = (await colleague.locator('tbody .fr-label').first().textContent()) ?? '';
  await colleague.locator('tbody input[type=checkbox]').first().check();
  await colleague.getByRole('button', { name: 'Marquer comme lus' }).click();
  await expect(colleague.getByText('L’avancement des besoins choisis est noté.')).toBeVisible();
  await elsewhere.close();

  await page.getByText('Répondre que cela existe déjà').first().click();
  const answer = 'Le service « Registres partagés » répond déjà à ce besoin.';
  await page.getByLabel('Ce qui existe déjà').fill(answer);
  await page.getByLabel('Adresse du service').fill('https://registres.example.org');
  await page.getByRole('button', { name: /^Répondre que cela existe déjà/ }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('alert')).toContainText(changed.trim());
  await expect(page.getByRole('row').filter({ hasText: 'A changé' })).toContainText(changed.trim());
  await expect(page.getByLabel('Ce qui existe déjà')).toHaveValue(answer);
  await page.getByRole('button', { name: /^Répondre que cela existe déjà/ }).click();
  await expect(page.getByText('La réponse figure sur les besoins choisis.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Annuler \(encore \d+\sminutes?\)/ })).toBeVisible();
  await sound(page);
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByRole('main')).toContainText('« Registres partagés »');
  await expect(page.getByRole('link', { name: 'Voir le service qui existe' })).toHaveAttribute('href', 'https://registres.example.org/');
});

test('the progress, the acts and the list as a file are there, at any width', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/curation/avancement');
  await expect(page.getByRole('img', { name: /Besoins à trier, jour par jour/ })).toBeVisible();
  await expect(page.getByText(/il faut trier/)).toBeVisible();
  await sound(page);
  await page.setViewportSize(phone);
  await sound(page);
  await page.goto('/curation/lots');
  await expect(page.getByRole('table', { name: 'Actes récents' })).toBeVisible();
  await sound(page);
  await page.goto('/curation?etat=tous');
  await page.getByRole('link', { name: /^Lire/ }).first().click();
  await sound(page);
  const file = await page.request.get('/curation/besoins.csv?etat=en-projet');
  expect(file.headers()['content-type']).toContain('text/csv');
  expect((await file.text()).split('\r\n')[0]).toContain('need,title,siren');
});

test('the vote freezes projects, and nothing goes into one any more', async ({ page }) => {
  await moveClock(page, moments.voteOpens);
  await enter(page, people.curator);
  await page.goto('/curation');
  await expect(page.getByRole('button', { name: 'Mettre dans ce projet' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Marquer comme lus' })).toBeVisible();
});
