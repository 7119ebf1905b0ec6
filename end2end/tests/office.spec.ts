import { enter, heading, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';

test.use({ javaScriptEnabled: false });

test('next year’s campaign is made from this year’s, checked, and opened by a colleague, without a shell', async ({ page }) => {
  const main = page.getByRole('main');
  await moveClock(page, moments.over);
  await enter(page, people.curator);
  await page.goto('/campagnes');
  await main.getByRole('link', { name: 'Préparer une campagne' }).click();
  await heading(page, 'Préparer une campagne');

  await main.getByText('À partir d’une campagne du site').click();
  await main.getByLabel('Campagne reprise').selectOption({ index: 1 });
  await main.getByLabel('Titre').nth(0).fill('Campagne de l’an prochain');
  await main.getByLabel('Nom court').nth(0).fill('Pas un nom');
  await main.getByRole('button', { name: 'Commencer' }).nth(0).click();
  await expect(page.getByRole('alert')).toContainText('minuscules sans accent');
  await main.getByLabel('Nom court').nth(0).fill('an-prochain');
  await main.getByRole('button', { name: 'Commencer' }).nth(0).click();
  await heading(page, 'Campagne de l’an prochain');
  await expect(main).toContainText('1 point reste à corriger');

  // What is missing leads to where it is written.
  await main.getByRole('link', { name: /Graine du tirage/ }).click();
  await heading(page, 'Vote');
  await main.getByLabel('Graine du tirage').fill('An prochain');
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(main).toContainText('C’est écrit');

  // A wrong amount is refused beside its field, and what was typed stays.
  await main.getByRole('link', { name: 'Revenir à la campagne' }).first().click();
  await main.getByRole('link', { name: 'Laboratoires', exact: false }).first().click();
  await main.getByLabel('Montant').fill('beaucoup');
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(main.getByLabel('Montant')).toHaveValue('beaucoup');
  await main.getByLabel('Montant').fill('3 000 000 €');

  // A condition, from sentences.
  await main.getByRole('combobox', { name: /^Condition/ }).selectOption({ label: 'Au moins une de plusieurs conditions' });
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await main.getByLabel('Sorte de condition').selectOption({ label: 'Au moins tant d’habitants' });
  await main.getByRole('button', { name: 'Ajouter une condition' }).click();
  await main.getByLabel('Nombre d’habitants').fill('100 000');
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await page.goBack();

  // A question more in a form.
  await page.goto('/administration/campagnes');
  await main.getByRole('link', { name: 'Campagne de l’an prochain' }).click();
  await main.getByRole('link', { name: 'ingenierie', exact: true }).click();
  await main
    .locator('li', { has: page.locator('details.t-ask') })
    .getByRole('link')
    .first()
    .click();
  await main.getByRole('button', { name: 'Ajouter une question' }).click();
  await main.getByRole('textbox', { name: /^Code/ }).fill('contact');
  await main.getByLabel('Question', { exact: true }).fill('Qui suivra ce projet ?');
  await main.getByLabel('Sorte de réponse').selectOption({ label: 'Une ligne de texte' });
  await main.getByRole('button', { name: 'Enregistrer' }).click();

  await page.goto('/administration/campagnes');
  await main.getByRole('link', { name: 'Campagne de l’an prochain' }).click();
  await expect(main).toContainText('Rien ne manque');
  const file = await page.request.get(`${page.url()}/campagne.toml`);
  expect(await file.text()).toContain('slug = "an-prochain"');
  await main.getByRole('button', { name: 'Préparer la campagne' }).click();
  await heading(page, 'Préparer une campagne');
  await main.getByRole('button', { name: /Proposer de l’ouvrir.*Campagne de l’an prochain/ }).click();
  await heading(page, 'Actes à deux');
  await expect(main).toContainText('Ouvrir la campagne « an-prochain »');

  await enter(page, people.administrator);
  await page.goto('/actes-a-deux');
  await main.getByRole('button', { name: /^Confirmer/ }).click();
  await expect(main).toContainText('Votre accord est enregistré');
  await page.goto('/campagnes/an-prochain');
  await heading(page, 'Campagne de l’an prochain');
  await expect(main).toContainText('Annoncée');
});
