import { askFirst, enter, heading, leave, people } from '../demo';
import { expect, test } from '../fixtures';

test.use({ story: 'joint act', javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

const secondCurator = 'Thibault Renaudel';
const reason = 'Elle a quitté la mairie le 28 février, dit le secrétariat.';
/** The page of those who act for Figeac. */
let peoplePage = '';

test('a curator proposes the end of a mayor, and cannot agree with himself', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/compte');
  await page.getByRole('link', { name: 'Personnes et mandat' }).click();
  peoplePage = page.url();
  await leave(page);

  await enter(page, people.curator);
  await page.goto(peoplePage);
  await page.getByLabel('Personne', { exact: true }).selectOption({ label: 'Hélène Lacassagne-Roux, Maire' });
  await page.getByLabel('Mettre fin au rattachement').check();
  await page.getByRole('button', { name: 'Proposer', exact: true }).click();
  // Nobody is asked to agree on what has no reason; what was chosen is still there.
  await expect(page.getByRole('alert')).toContainText('ce champ est à remplir');
  await expect(page.getByLabel('Mettre fin au rattachement')).toBeChecked();
  await page.getByLabel('Justification').fill(reason);
  await page.getByRole('button', { name: 'Proposer', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('Attend une seconde personne');

  await page.getByRole('navigation').getByRole('link', { name: 'Actes à deux' }).click();
  await heading(page, 'Actes à deux');
  await expect(page.getByRole('button', { name: 'Confirmer' })).toHaveCount(0);
  await expect(page.getByText('Retirer la proposition').first()).toBeVisible();
  await leave(page);
});

test('a second curator reads why, and agrees', async ({ page }) => {
  await enter(page, secondCurator);
  await page.goto('/avis');
  await page.getByRole('link', { name: 'Un acte attend une seconde personne : Figeac.' }).click();
  await expect(page.getByRole('main')).toContainText(reason);
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await expect(page.getByRole('heading', { name: 'Annoncés' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Sans opposition, prend effet le');
  await leave(page);
});

test('the mayor is told, objects, and stays', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/avis');
  await page.getByRole('link', { name: 'L’équipe de l’Incubateur va changer qui agit pour Figeac' }).click();
  await expect(page.getByRole('main')).toContainText(reason);
  // Whoever stops what others agreed on tells them why.
  await askFirst(page, 'S’y opposer');
  await expect(page.getByRole('alert')).toContainText('ce champ est à remplir');
  await page.getByRole('textbox', { name: 'Motif' }).fill('Elle est toujours maire.');
  await page.getByRole('button', { name: 'S’y opposer' }).click();
  await expect(page.getByRole('main')).not.toContainText('Changements proposés');
  await expect(page.getByRole('main')).toContainText('Hélène Lacassagne-Roux');
  await leave(page);

  await enter(page, people.curator);
  await page.goto('/avis');
  await expect(page.getByRole('main')).toContainText('Le changement proposé n’aura pas lieu : Figeac.');
  await expect(page.getByRole('main')).toContainText('Elle est toujours maire.');
});

test('a role takes an administrator and somebody else', async ({ page }) => {
  await enter(page, people.administrator);
  await page.goto('/administration');
  await askFirst(page, new RegExp(`^Retirer le rôle\\s*: ${secondCurator}`), 'A changé de service.');
  await heading(page, 'Actes à deux');
  await expect(page.getByRole('main')).toContainText(`Retirer à ${secondCurator} son rôle`);
  await askFirst(page, 'Retirer la proposition');
  await expect(page.getByRole('main')).toContainText('Aucun acte n’attend de seconde personne.');
});
