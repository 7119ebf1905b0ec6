import { enter, heading, open, people } from '../demo';
import { expect, test } from '../fixtures';
import { desktop, phone, sound } from '../sound';

test.use({ story: 'search' });
test.describe.configure({ mode: 'serial' });

const calls = 'Répondre à tous les appels';

test('one box in the header finds everything that is public, and marks the words', async ({ page }) => {
  await page.goto('/');
  const box = page.getByRole('banner').getByRole('searchbox', { name: 'Rechercher' });
  await box.fill('appels');
  await box.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: /^Besoins \(\d+\)$/ })).toBeVisible();
  await expect(page.getByRole('link', { name: calls })).toBeVisible();
  await expect(page.locator('mark', { hasText: /^appel$/i }).first()).toBeVisible();
  await sound(page);
  await page.getByRole('navigation', { name: 'Rubriques de la recherche' }).getByRole('link', { name: 'Groupements' }).click();
  await expect(page).toHaveURL(/genre=groupements/);
  await expect(page.getByRole('link', { name: calls })).toBeVisible();
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveValue('appels');
  await page.getByLabel('État').selectOption('Déposé');
  await page.getByRole('main').getByRole('button', { name: 'Rechercher' }).click();
  await expect(page).toHaveURL(/etat=filed/);
  await sound(page);
});

test('a place finds its collectivité and its needs first, and help is found, too', async ({ page }) => {
  await page.goto('/recherche?texte=figeac');
  await expect(page.getByRole('heading', { level: 2, name: /^Collectivités/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Figeac', exact: true }).first()).toBeVisible();
  await page.goto('/recherche?texte=rattachement&genre=aide');
  await expect(page.getByRole('link', { name: 'Se rattacher à sa collectivité' }).first()).toBeVisible();
});

test('a slip is understood, and where nothing holds all words the nearest is shown and said', async ({ page }) => {
  await page.goto('/besoins?texte=telephnoe');
  await expect(page.getByRole('heading', { level: 2, name: /^\d+ besoins?$/ })).toBeVisible();
  await page.goto('/recherche?texte=appels+zeppelins');
  await expect(page.getByRole('status')).toContainText('Rien ne contient tous ces mots');
  await expect(page.getByRole('heading', { level: 2, name: 'Besoins proches' })).toBeVisible();
  await page.goto('/recherche?texte=xylophone');
  await expect(page.getByRole('status')).toContainText('Essayez d’autres mots');
  await sound(page);
});

test('on a phone the button alone leads to the search, which says what it is for', async ({ page }) => {
  await page.setViewportSize(phone);
  await page.goto('/');
  await page.getByRole('banner').getByRole('button', { name: 'Rechercher' }).click();
  await heading(page, 'Rechercher');
  await expect(page.getByText('La recherche porte sur les besoins')).toBeVisible();
  await sound(page);
  await page.setViewportSize(desktop);
});

test('whoever writes what others said already is shown it, supports it and keeps the draft', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await page.goto('/besoins/nouveau');
  await page.getByLabel('Titre du besoin').fill('Les appels à la mairie restent sans réponse');
  await page
    .getByLabel('Le problème, avec vos mots')
    .fill('Quand le secrétariat est fermé, personne ne décroche et les habitants rappellent trois fois.');
  await page.getByLabel('Qui en souffre').fill('Les habitants');
  await page.getByLabel('Thème').selectOption('Relation avec les usagers');
  await page.getByLabel('Urgent', { exact: true }).check();
  await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
  await heading(page, 'Quelqu’un l’a peut-être déjà dit');
  await sound(page);
  // Needs alone: services that exist stand below them.
  const cards = page.getByRole('main').locator('.t-card', { has: page.locator('a[href^="/besoins/"]') });
  expect(await cards.count()).toBeLessThanOrEqual(5);
  await page
    .getByRole('button', { name: /^Nous aussi/ })
    .first()
    .click();
  await expect(page.getByRole('status')).toContainText('Votre brouillon est gardé');
  await expect(page.getByText('Votre collectivité le soutient déjà.').first()).toBeVisible();
  await page.getByRole('link', { name: 'Continuer vers l’aperçu' }).click();
  await heading(page, 'Les appels à la mairie restent sans réponse');
});

test('what is typed shows the nearest needs at once, and « Nous aussi » keeps it', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await page.goto('/besoins/nouveau');
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await page.getByLabel('Titre du besoin').fill('Une carte de nos réseaux sous la chaussée');
  await page
    .getByLabel('Le problème, avec vos mots')
    .fill('Nous ne savons pas où passent les canalisations d’eau quand nous ouvrons une rue.');
  const near = page.locator('[data-near]');
  await expect(near.getByRole('heading', { name: 'Quelqu’un l’a peut-être déjà dit' })).toBeVisible();
  await sound(page);
  await near
    .getByRole('button', { name: /^Nous aussi/ })
    .first()
    .click();
  await expect(page.getByRole('status')).toContainText('Votre brouillon est gardé');
  await expect(page.getByLabel('Titre du besoin')).toHaveValue('Une carte de nos réseaux sous la chaussée');
});

test('the lead of a group invites a whole set that is enough, in one click', async ({ page }) => {
  await enter(page, people.agentOfMorvan);
  await open(page, '/groupements', 'Tournées partagées du Centre-Est');
  await expect(page.getByRole('heading', { level: 3, name: 'Qui inviter pour être éligible' })).toBeVisible();
  await sound(page);
  const set = page
    .getByRole('listitem')
    .filter({ hasText: /Département de l.Allier/ })
    .filter({ has: page.getByRole('button') });
  await set
    .first()
    .getByRole('button', { name: /^Inviter/ })
    .click();
  await expect(page.getByRole('status').first()).toContainText('Les invitations sont envoyées');
  await expect(page.getByRole('row').filter({ hasText: /Département de l.Allier/ })).toContainText('Invitée');
});

test('a curator finds a need at the desk by words, theme and place, and comes back to the same list', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/curation');
  await page.getByLabel('Mots recherchés').fill('nacelles');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.getByText('1 besoin correspond', { exact: false })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /nacelle/ })).toBeVisible();
  await page.goto('/curation?texte=nacelle&departement=46');
  await expect(page.getByText('Aucun besoin ne correspond.')).toBeVisible();
  await sound(page);
});
