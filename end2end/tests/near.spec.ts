import { askFirst, enter, heading, people } from '../demo';
import { expect, test } from '../fixtures';
import { sound } from '../sound';

test.use({ story: 'near' });
test.describe.configure({ mode: 'serial' });

/** The address of the need that is written below. */
let need = '';

test('what is near a collectivité is public, in five parts, and one part is shown whole', async ({ page }) => {
  await page.goto('/pres-de-chez-vous');
  await heading(page, 'Près de chez vous');
  const main = page.getByRole('main');
  await main.getByRole('searchbox').fill('Figeac');
  await main.getByRole('button', { name: 'Chercher' }).click();
  await main.getByRole('link', { name: 'Figeac', exact: true }).click();
  await heading(page, 'Près de Figeac');
  for (const part of ['Besoins à soutenir', 'Groupements qui recrutent', 'Services adoptés aux alentours', 'Même strate', 'Même programme'])
    await expect(main.getByRole('heading', { name: part, level: 2 })).toBeVisible();
  await expect(main.getByRole('button', { name: /^Nous avons aussi/ })).toHaveCount(0);
  await sound(page);
  await page.goto('/pres-de-chez-vous?siren=214601023&voir=strate');
  await expect(main.locator('.t-nearby li').first()).toBeVisible();
  await page.goto('/pres-de-chez-vous?siren=000000000');
  await heading(page, 'Page introuvable');
});

test('a group is opened without a need', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/groupements');
  await page.getByRole('link', { name: 'Ouvrir un groupement' }).click();
  await heading(page, 'Ouvrir un groupement');
  await page.getByLabel('Nom du groupement').fill('La');
  await page.getByRole('button', { name: 'Ouvrir le groupement' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Nom du groupement').fill('Laboratoire d’innovation du Quercy');
  await page.getByLabel('Ce que vous voulez faire ensemble').fill('Essayer des services avec les habitants, un jour par mois.');
  await sound(page);
  await page.getByRole('button', { name: 'Ouvrir le groupement' }).click();
  await heading(page, 'Laboratoire d’innovation du Quercy');
  await page.goto('/groupements');
  await expect(page.getByRole('main').getByRole('link', { name: 'Laboratoire d’innovation du Quercy' })).toBeVisible();
});

test('a need keeps itself while it is typed, counts its characters, and stands at its own address', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/besoins/nouveau');
  await expect(page.locator('form[data-ready]')).toBeAttached();
  await page.getByText('Trois exemples de besoins bien décrits').click();
  await expect(page.getByRole('heading', { name: /^Une commune rurale/ })).toBeVisible();
  const problem = page.getByLabel('Le problème, avec vos mots');
  await problem.fill('Les archives du cadastre sont dans trois greniers.');
  await expect(page.locator('#problem-compte')).toHaveText(/^3\s950\scaractères restants sur 4\s000$/);
  await expect(page.locator('#enregistre')).toContainText('dès qu’il aura un titre');
  await page.getByLabel('Titre du besoin').fill('Retrouver un plan du cadastre');
  await expect(page.locator('#enregistre')).toContainText('Brouillon enregistré à');
  await expect(page).toHaveURL(/\/besoins\/[0-9a-f-]{36}\/modifier$/);
  need = new URL(page.url()).pathname.replace('/modifier', '');
  await page.reload();
  await expect(problem).toHaveValue('Les archives du cadastre sont dans trois greniers.');
});

test('files are attached to it, and everybody reads them once it is public', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto(`${need}/modifier`);
  const files = page.getByLabel('Joindre des fichiers');
  await files.setInputFiles({ name: 'programme.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ, un programme') });
  await page.getByRole('button', { name: 'Joindre', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  for (const name of ['plan.pdf', 'photo.pdf']) {
    await files.setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 le plan') });
    await page.getByRole('button', { name: 'Joindre', exact: true }).click();
    await expect(page.getByRole('link', { name: new RegExp(`^${name}`) })).toBeVisible();
  }
  await askFirst(page, 'Retirer : photo.pdf');
  await expect(page.getByRole('link', { name: /^photo\.pdf/ })).toHaveCount(0);
  await sound(page);
  await page.getByLabel('Qui en souffre').fill('Les secrétaires de mairie et les géomètres');
  await page.getByLabel('Thème').selectOption({ index: 1 });
  await page.getByLabel('Urgent').check();
  await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
  await page.goto(`${need}/apercu`);
  await page.getByRole('button', { name: /^Publier/ }).click();
  await expect(page.getByRole('main').getByRole('link', { name: /^plan\.pdf/ })).toBeVisible();
});

test('somebody follows it, is told of its new version, and stops', async ({ page, browser, baseURL }) => {
  await enter(page, people.deputyOfDie);
  await page.goto(need);
  await page.getByRole('button', { name: 'Suivre', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('Vous suivez');
  const mayor = await (await browser.newContext({ baseURL })).newPage();
  await enter(mayor, people.mayorOfFigeac);
  await mayor.goto(`${need}/modifier`);
  await mayor.getByLabel('Ce qui existe déjà').fill('Un tableur, que personne ne tient.');
  await mayor.getByRole('button', { name: 'Enregistrer la nouvelle version' }).click();
  await expect(mayor.getByRole('status').first()).toContainText('La nouvelle version est publiée');
  await page.goto('/avis');
  await expect(page.getByRole('main')).toContainText('que vous suivez, a une nouvelle version');
  await page.goto('/compte');
  await sound(page);
  await page.getByRole('button', { name: /^Ne plus suivre.*Retrouver un plan du cadastre/ }).click();
  await expect(page.getByRole('main')).toContainText('Rien pour le moment.');
});
