import { askFirst, enter, heading, open, people, preview, refused } from '../demo';
import { expect, test } from '../fixtures';
import { sound } from '../sound';

test.use({ story: 'merge' });
test.describe.configure({ mode: 'serial' });

const face = 'Un appel sur trois à la mairie reste sans réponse';
const withCalls = '/besoins?texte=appel+mairie';
const other = 'Les appels à la mairie restent sans réponse';
const why = 'Ces deux besoins demandent un même standard téléphonique.';

test('the mayor of Felletin publishes a need that another collectivité has said', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await page.goto('/besoins/nouveau');
  await page.getByLabel('Titre du besoin').fill(other);
  await page
    .getByLabel('Le problème, avec vos mots')
    .fill('Quand le secrétariat est fermé, personne ne décroche et les habitants rappellent trois fois.');
  await page.getByLabel('Qui en souffre').fill('Les habitants');
  await page.getByLabel('Thème').selectOption('Relation avec les usagers');
  await page.getByLabel('Urgent', { exact: true }).check();
  await preview(page);
  await page.getByRole('button', { name: 'Publier' }).click();
  await heading(page, other);
});

test('a curator compares them, is refused without a word to the authors, and has one join the other', async ({ page }) => {
  await enter(page, people.curator);
  await open(page, withCalls, face);
  const id = page.url().split('/').pop();
  await open(page, '/besoins', other);
  await page.getByRole('link', { name: 'Le réunir à d’autres' }).click();
  await heading(page, 'Réunir des besoins');
  // As the desk's form sends it.
  await page.goto(`${page.url()}&besoin=${id}`);
  await sound(page);
  await expect(page.getByLabel(face)).toBeChecked();
  await page.getByRole('button', { name: 'Réunir ces besoins' }).click();
  await refused(page, 'Un mot aux auteurs', 'ce champ est à remplir');
  await page.getByLabel('Un mot aux auteurs').fill(why);
  await page.getByRole('button', { name: 'Réunir ces besoins' }).click();
  await heading(page, face);
  await expect(page.getByRole('status')).toContainText('Ces besoins sont réunis.');
  await expect(page.getByRole('heading', { level: 2, name: /1\sbesoin l’a rejoint/ })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('1 autre besoin l’a rejoint');
  await sound(page);
  await page.goto('/besoins?texte=standard+secr%C3%A9tariat');
  await expect(page.getByRole('main').getByRole('link', { name: other, exact: true })).toHaveCount(0);
});

test('its author is told why, reads where it went, and parts again', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await page.goto('/avis');
  await expect(page.getByRole('main')).toContainText(why);
  await page.getByRole('link', { name: new RegExp(`Le besoin «\\s${other}\\s».*en a rejoint un autre`) }).click();
  await heading(page, other);
  await expect(page.getByRole('main')).toContainText('Ce besoin en a rejoint un autre');
  await expect(page.getByRole('main')).toContainText(why);
  await expect(page.getByRole('link', { name: 'Modifier', exact: true })).toHaveCount(0);
  await sound(page);
  await askFirst(page, 'Séparer ce besoin', 'Le nôtre concerne aussi les courriels.');
  await expect(page.getByRole('status')).toContainText('Le besoin est séparé');
  await expect(page.getByRole('link', { name: 'Modifier', exact: true })).toBeVisible();
  await open(page, '/besoins', other);
});

test('two authors agree without a curator', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await open(page, withCalls, face);
  await page.getByRole('link', { name: 'Proposer qu’un besoin de votre collectivité rejoigne celui-ci' }).click();
  await page.getByLabel(new RegExp(other)).check();
  await page.getByLabel('Votre message').fill('Un seul standard suffirait.');
  await sound(page);
  await page.getByRole('button', { name: 'Envoyer la proposition' }).click();
  await heading(page, other);
  await expect(page.getByRole('main')).toContainText('n’a pas encore répondu');

  await enter(page, people.mayorOfFigeac);
  await open(page, withCalls, face);
  await expect(page.getByRole('main')).toContainText('Un seul standard suffirait.');
  await sound(page);
  await page.getByRole('button', { name: 'Accepter' }).click();
  await expect(page.getByRole('status')).toContainText('l’autre besoin a rejoint le vôtre');
});

test('the pile and what looks alike are sound', async ({ page }) => {
  await enter(page, people.curator);
  for (const [address, title] of [
    ['/curation/pile', 'Le tas en un coup d’œil'],
    ['/curation/rapprochements', 'Rapprochements proposés'],
    ['/curation/besoins/rejoindre', 'Réunir des besoins'],
  ] as const) {
    await page.goto(address);
    await heading(page, title);
    await sound(page);
  }
});
