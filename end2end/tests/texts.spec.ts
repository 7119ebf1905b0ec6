import { enter, heading, leave, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { sound } from '../sound';

test.use({ story: 'texts' });

test('a question finds the help, then the team; the text it was about is mended, and seen as the élue sees it', async ({ page }) => {
  const main = page.getByRole('main');
  await moveClock(page, moments.census);

  // Somebody who is not signed in, on a page that is not there.
  await page.goto('/nulle-part');
  await main.getByRole('link', { name: 'Écrire à l’équipe' }).click();
  await heading(page, 'Écrire à l’équipe');
  await main.getByLabel('Votre question, en quelques mots').fill('mandat de vote');
  await main.getByRole('button', { name: 'Chercher dans l’aide' }).click();
  await expect(main.getByRole('link', { name: 'Donner le mandat de vote' })).toBeVisible();
  await main.getByRole('button', { name: 'Envoyer le message' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await main.getByLabel('Votre nom').fill('Solène Vautrin');
  await main.getByLabel('Votre adresse de courriel').fill('solene@die.fr');
  await main.getByLabel('De quoi s’agit-il ?').selectOption('Autre chose');
  await main.getByLabel('Votre message').fill('Les mentions légales ne disent pas qui édite le site.');
  await main.getByRole('button', { name: 'Envoyer le message' }).click();
  await expect(page.getByRole('status')).toContainText('Votre message est envoyé');

  // A curator keeps an answer, takes the message and answers it.
  await enter(page, people.curator);
  await page.goto('/');
  await main.getByRole('link', { name: 'Répondre aux messages' }).click();
  await main.getByRole('link', { name: 'Réponses types' }).click();
  await main.getByLabel('Nom de la réponse').fill('Texte corrigé');
  await main.getByLabel('Réponse', { exact: true }).fill('Merci : le texte est corrigé.');
  await main.getByRole('button', { name: 'Garder cette réponse' }).click();
  await expect(page.getByRole('status')).toContainText('enregistrée');
  await sound(page);
  await page.goto('/administration/contact');
  await main.getByRole('link', { name: 'Autre chose' }).click();
  await expect(main).toContainText('solene@die.fr');
  await expect(main.getByRole('link', { name: '/nulle-part' })).toBeVisible();
  await main.getByRole('button', { name: 'Je m’en charge' }).click();
  await sound(page);
  await main.getByRole('link', { name: 'Texte corrigé' }).click();
  await expect(main.getByLabel('Votre réponse')).toHaveValue('Merci : le texte est corrigé.');
  await main.getByRole('button', { name: 'Envoyer la réponse' }).click();
  await expect(page.getByRole('status')).toContainText('La réponse part par courriel');
  await page.goto('/demo/courriels');
  await expect(main).toContainText('Merci : le texte est corrigé.');

  // The text is mended: previewed, published, compared, given back.
  await page.goto('/mentions-legales');
  await main.getByRole('link', { name: 'Modifier ce texte' }).click();
  const field = main.getByLabel(/^Texte/);
  const before = await field.inputValue();
  await field.fill('## Éditeur\n\nL’**ANCT** édite ce site. <script>alert(1)</script>');
  await main.getByRole('button', { name: 'Voir l’aperçu' }).click();
  await heading(page, 'Mentions légales');
  await expect(main.locator('.t-preview strong')).toHaveText('ANCT');
  await expect(main.locator('.t-preview')).toContainText('<script>alert(1)</script>');
  await sound(page);
  await main.getByRole('button', { name: 'Publier ce texte' }).click();
  await expect(page.getByRole('status')).toContainText('Le texte est publié');
  await main.getByRole('link', { name: 'Toutes les versions' }).click();
  await expect(main.locator('ins').first()).toBeVisible();
  await sound(page);
  await leave(page);
  await page.goto('/mentions-legales');
  await expect(main).toContainText('ANCT édite ce site.');

  // An administrator sees it as an élue would, can do nothing, and comes back.
  await enter(page, people.administrator);
  await page.goto('/administration');
  await main.getByRole('link', { name: 'Voir le site comme une autre personne' }).click();
  await main.getByRole('button', { name: 'Commencer à regarder' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await main.getByLabel('Élu d’une collectivité').check();
  await main.getByLabel(/^Collectivité/).fill('Figeac');
  await main.getByRole('button', { name: 'Commencer à regarder' }).click();
  const banner = page.getByRole('complementary', { name: 'Vue en lecture seule' });
  await expect(banner).toContainText('Figeac');
  await sound(page);
  await page.goto('/besoins/nouveau');
  await main.getByLabel('Titre du besoin').fill('Rien de tout cela ne s’écrit');
  await main.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
  await heading(page, 'Vous ne faites que regarder');
  await page.goto('/vote/recepisse');
  await heading(page, 'Vous ne faites que regarder');
  await banner.getByRole('button', { name: 'Quitter cette vue' }).click();
  await expect(page.getByRole('status')).toContainText('Vous êtes de nouveau vous-même');
  await page.goto('/administration/trace?acte=view_ended');
  await expect(main).toContainText('Vue du site comme une autre personne terminée');

  await page.goto('/administration/textes/mentions-legales');
  await main.locator('summary', { hasText: 'Rétablir le texte d’origine' }).click();
  await main.getByRole('button', { name: 'Rétablir le texte d’origine' }).click();
  await expect(main.getByLabel(/^Texte/)).toHaveValue(before);
});

test('a mail and a text of a campaign are written anew: refused, previewed, published, and read where they are sent and shown', async ({
  page,
}) => {
  const main = page.getByRole('main');
  await enter(page, people.curator);
  await page.goto('/administration/textes');
  await main.getByRole('link', { name: /lien de connexion/ }).click();
  await heading(page, 'lien de connexion');
  await expect(main.getByRole('table')).toContainText('{code}');

  // A field that this mail has not is refused beside the text, which stays.
  await main.getByLabel('Objet').fill('Votre clé pour Terreau');
  await main.getByLabel(/^Texte/).fill('Ouvrez {lien}, ou tapez {codes}.');
  await main.getByRole('button', { name: 'Publier ce texte' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(main.locator('#content-erreur')).toContainText('{codes}');
  await expect(main.getByLabel('Objet')).toHaveValue('Votre clé pour Terreau');
  await main.getByLabel(/^Texte/).fill('Ouvrez {lien}, ou tapez {code}.');
  await main.getByRole('button', { name: 'Voir l’aperçu' }).click();
  await expect(main.locator('.t-preview')).toContainText('Votre clé pour Terreau');
  await expect(main.locator('.t-preview pre')).toContainText('ou tapez ABCD-2345.');
  await sound(page);
  await main.getByRole('button', { name: 'Publier ce texte' }).click();
  await expect(page.getByRole('status')).toContainText('le prochain courriel le dira');
  await main.getByRole('link', { name: 'Toutes les versions' }).click();
  await expect(main.locator('ins').first()).toBeVisible();

  // The next mail says it.
  await leave(page);
  await page.goto('/connexion');
  await main.getByLabel('Adresse de courriel').fill('mairie@figeac.fr');
  await main.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
  await page.goto('/demo/courriels');
  await expect(main).toContainText('Votre clé pour Terreau');
  await expect(main.locator('pre').first()).toContainText(/^\s*Ouvrez http.*, ou tapez /);

  // The summary of a campaign, with bold words: seen before it is kept, then on its page.
  await enter(page, people.curator);
  await page.goto('/administration/campagnes');
  await main.getByText('À partir d’une campagne du site').click();
  await main.getByLabel('Campagne reprise').selectOption({ index: 1 });
  await main.getByLabel('Titre').nth(0).fill('Campagne aux mots gras');
  await main.getByLabel('Nom court').nth(0).fill('mots-gras');
  await main.getByRole('button', { name: 'Commencer' }).nth(0).click();
  await main.getByRole('link', { name: 'Présentation et textes' }).click();
  await main.getByLabel('Résumé').fill('Les **petites communes** d’abord. <script>alert(1)</script>');
  await main.getByRole('button', { name: 'Voir l’aperçu' }).click();
  await expect(main.locator('.t-preview strong')).toHaveText('petites communes');
  await expect(main.locator('.t-preview')).toContainText('<script>alert(1)</script>');
  await expect(main.getByLabel('Résumé')).toHaveValue(/^Les \*\*petites communes/);
  await sound(page);
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(main).toContainText('C’est écrit');
  await main.getByRole('link', { name: 'Revenir à la campagne' }).first().click();
  await main.getByRole('link', { name: /Graine du tirage/ }).click();
  await main.getByLabel('Graine du tirage').fill('Mots gras');
  await main.getByRole('button', { name: 'Enregistrer' }).click();
  await main.getByRole('link', { name: 'Revenir à la campagne' }).first().click();
  await main.getByRole('button', { name: 'Préparer la campagne' }).click();
  await page.goto('/campagnes/mots-gras');
  await heading(page, 'Campagne aux mots gras');
  await expect(main.locator('.t-text strong')).toHaveText('petites communes');
});
