import { askFirst, enter, heading, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { sound, soundWithScripts } from '../sound';

test.describe('while it is typed', () => {
  test('a campaign keeps itself, and two editors see each other', async ({ page, context }) => {
    await enter(page, people.curator);
    await page.goto('/administration/campagnes');
    await page.getByText('À partir de rien').click();
    const form = page.locator('details', { hasText: 'À partir de rien' });
    await form.locator('[name="title"]').fill('Essai à deux');
    await form.locator('[name="code"]').fill('essai-a-deux');
    await form.getByRole('button', { name: 'Commencer' }).click();
    await page.getByRole('link', { name: 'Présentation et textes' }).click();
    await expect(page.locator('form[data-ready]')).toBeAttached();
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.locator('form[data-ready]')).toBeAttached();

    await page.getByLabel('Titre', { exact: true }).fill('Essai à trois');
    await expect(page.locator('#enregistre')).toContainText('Enregistré à');
    // Elsewhere on the page nobody is in the way; in the same field both texts are shown.
    await other.getByLabel('Résumé').fill('Un paragraphe.');
    await expect(other.locator('#enregistre')).toContainText(/^Enregistré à [^,]*\.$/);
    await other.getByLabel('Titre', { exact: true }).fill('Essai à quatre');
    await expect(other.locator('#enregistre')).toContainText('sauf 1');
    await expect(other.getByRole('alert')).toContainText('un collègue a écrit ici entre-temps');
    await expect(other.getByRole('alert')).toContainText('Essai à trois');
    await page.reload();
    await expect(page.getByLabel('Titre', { exact: true })).toHaveValue('Essai à trois');
    await expect(page.getByLabel('Résumé')).toHaveValue('Un paragraphe.');
    await other.getByRole('button', { name: 'Garder ma saisie' }).click();
    await expect(other.locator('#enregistre')).toContainText(/^Enregistré à [^,]*\.$/);
    await expect(other.getByRole('alert')).toHaveCount(0);
  });
});

test.describe('by the pointer', () => {
  test('themes are put in another order, and the buttons do the same', async ({ page, browserFaults }) => {
    await enter(page, people.curator);
    await page.goto('/administration/campagnes');
    await page.getByText('À partir d’une campagne du site').click();
    const form = page.locator('details', { hasText: 'À partir d’une campagne du site' });
    await form.getByLabel('Campagne reprise').selectOption({ index: 1 });
    await form.getByLabel('Titre').fill('Dans un autre ordre');
    await form.getByLabel('Nom court').fill('autre-ordre');
    await form.getByRole('button', { name: 'Commencer' }).click();
    await heading(page, 'Dans un autre ordre');
    await sound(page);
    const themes = page.locator('[data-ordered="theme"]');
    const names = () => themes.locator('.t-entries > li > a').allTextContents();
    const before = await names();
    expect(before.length).toBeGreaterThan(3);

    const posts: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    const entry = (at: number) => themes.locator('.t-entries > li').nth(at);
    await entry(0)
      .locator('.t-grip')
      .dragTo(entry(2), { targetPosition: { x: 40, y: 30 } });
    await expect(themes.getByRole('status')).toHaveText('L’entrée est à sa nouvelle place.');
    const [first, second, third, ...others] = before;
    expect(await names()).toEqual([second, third, first, ...others]);
    expect(posts).toHaveLength(1);
    await expect(themes.getByRole('link', { name: first })).toBeFocused();
    await page.reload();
    expect(await names()).toEqual([second, third, first, ...others]);

    // A colleague changed the list meanwhile: it is refused, and the page says so.
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other
      .locator('[data-ordered="theme"]')
      .getByRole('button', { name: `Monter : ${first}` })
      .click();
    await expect(other.getByRole('main')).toContainText('C’est écrit');
    await entry(1)
      .locator('.t-grip')
      .dragTo(entry(0), { targetPosition: { x: 40, y: 2 } });
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await names()).toEqual([second, first, third, ...others]);
    // That the browser told of it is no fault.
    expect(browserFaults.splice(0)).toEqual([expect.stringMatching(/: 422$/)]);
  });
});

test.describe('without scripts', () => {
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
    const begins = main.locator('details', { hasText: 'À partir d’une campagne du site' });
    await begins.getByLabel('Titre').fill('Campagne de l’an prochain');
    await begins.getByLabel('Nom court').fill('Pas un nom');
    await begins.getByRole('button', { name: 'Commencer' }).click();
    await expect(page.getByRole('alert')).toContainText('minuscules sans accent');
    await begins.getByLabel('Nom court').fill('an-prochain');
    await begins.getByRole('button', { name: 'Commencer' }).click();
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
    await expect(main).toContainText('C’est écrit');
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

    // What each date opens and closes, with the night on which the clocks change.
    await main.getByRole('link', { name: 'Calendrier' }).click();
    await expect(main).toContainText('Passage à l’heure d’été');
    await expect(main).toContainText('Fin du vote');
    await soundWithScripts(page);
    await main.getByRole('link', { name: 'Revenir à la campagne' }).click();

    // Seen before it opens: what awaits a small commune, what it may apply for, and the form as it will be filled in.
    await main.getByRole('link', { name: 'Voir comme une collectivité' }).click();
    await heading(page, 'Aperçu de « an-prochain »');
    await expect(main).toContainText('Recensement des besoins, du');
    await expect(main).toContainText('Bouton : « Publier un besoin »');
    await soundWithScripts(page);
    await main.getByRole('searchbox', { name: /^Une autre collectivité/ }).fill('Figeac');
    await main.getByRole('button', { name: 'Chercher' }).click();
    await main.getByRole('link', { name: 'Figeac', exact: true }).click();
    await expect(main.getByRole('heading', { name: /^Vue par : Figeac/ })).toBeVisible();
    await main.getByRole('link', { name: 'Une préfecture' }).click();
    await expect(main).toContainText('Les dossiers de votre département vous arrivent');
    await main
      .getByRole('link', { name: /Laboratoires|Ingénierie/i })
      .first()
      .click();
    await expect(main).toContainText('rien n’est envoyé ni enregistré');
    await expect(main.getByLabel('Qui suivra ce projet ?')).toBeEditable();
    await expect(main.locator('form')).toHaveCount(0);
    await soundWithScripts(page);
    await page.goto('/administration/campagnes');
    await main.getByRole('link', { name: 'Campagne de l’an prochain' }).click();

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

  test('a newcomer votes in a training copy, and nothing of it is left', async ({ page }) => {
    const main = page.getByRole('main');
    const banner = page.getByRole('complementary', { name: 'Bac à sable' });
    await enter(page, people.curator);
    await page.goto('/administration/campagnes');
    await main
      .getByRole('button', { name: /^Créer un bac à sable/ })
      .first()
      .click();
    await expect(main).toContainText('Le bac à sable est prêt');
    await soundWithScripts(page);
    await main.getByRole('button', { name: /^Entrer/ }).click();
    await heading(page, 'Se connecter');
    await expect(banner).toContainText('rien de ce que vous faites ici ne compte');

    await enter(page, people.mayorOfFigeac);
    await page.goto('/besoins/nouveau');
    await main.getByLabel('Titre du besoin').fill('Un besoin pour s’exercer');
    await main.getByRole('button', { name: 'Garder le brouillon' }).click();
    await moveClock(page, moments.voteOpens);
    await expect(banner).toContainText('Ici, nous sommes le');
    await soundWithScripts(page);
    await page.goto('/vote');
    await main.getByRole('checkbox').first().check();
    await main.getByRole('button', { name: 'Relire avant de déposer' }).click();
    await main.getByRole('button', { name: 'Confirmer et déposer' }).click();
    await heading(page, 'Récépissé de vote');
    await moveClock(page, moments.result);
    await page.goto('/resultats');
    await expect(main.getByRole('heading', { level: 1 })).toBeVisible();

    await banner.getByRole('button', { name: 'Quitter le bac à sable' }).click();
    await heading(page, 'Préparer une campagne');
    await expect(banner).toHaveCount(0);
    await askFirst(page, 'Effacer');
    await expect(main).toContainText('Le bac à sable est effacé');
    await expect(main.getByRole('button', { name: /^Entrer/ })).toHaveCount(0);
  });
});
