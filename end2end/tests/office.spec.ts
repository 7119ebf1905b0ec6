import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { enter, heading, moments, moveClock, people, preview, row } from '../demo';
import { expect, test } from '../fixtures';
import { executable } from '../server';
import { soundWithScripts } from '../sound';

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

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a campaign is made from this year’s, checked, opened by a colleague, announced, voted on, closed and archived, without a shell', async ({
    page,
  }) => {
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
    const toml = await file.text();
    expect(toml).toContain('slug = "an-prochain"');

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

    // It is announced to the communes of a région; a colleague seconds.
    const [census, selection, application] = ['census', 'selection', 'application'].map((period) => days(toml, period));
    await moveTo(page, census.opens, '12:00');
    await expect(main).toContainText('Recensement');
    await enter(page, people.curator);
    await page.goto('/administration/envois');
    await main.getByLabel('Objet').fill('{collectivité} : dites vos besoins avant le {échéance}');
    await main.getByRole('button', { name: 'Commencer' }).click();
    await main.getByLabel('Texte, en Markdown').fill('Bonjour {collectivité},\n\nla campagne est ouverte jusqu’au **{échéance}**.');
    await main.getByLabel('Échéance que le texte nomme').fill(census.until);
    await main.getByLabel('Commune', { exact: true }).check();
    await main.locator('summary', { hasText: 'Régions' }).click();
    await main.getByLabel('Occitanie').check();
    await main.getByRole('button', { name: 'Enregistrer' }).click();
    await main.getByRole('button', { name: /^Proposer d’envoyer/ }).click();
    await enter(page, people.administrator);
    await page.goto('/actes-a-deux');
    await main.getByRole('button', { name: /^Confirmer/ }).click();
    await expect(main).toContainText('Votre accord est enregistré');
    await page.goto('/administration/envois');
    await main.getByRole('link', { name: /^\{collectivité\} : dites/ }).click();
    await expect(async () => {
      await page.reload();
      await expect(main).toContainText('Envoi terminé', { timeout: 500 });
    }).toPass({ timeout: 30_000 });
    // A commune reads it, and says its need; the figures tell that, and nothing of last year's.
    await enter(page, people.mayorOfFigeac);
    await page.goto('/demo/courriels');
    await expect(main).toContainText(/Figeac : dites vos besoins avant le/);
    await page.goto('/besoins/nouveau');
    await page.getByLabel('Titre du besoin').fill(need);
    await page.getByLabel('Le problème, avec vos mots').fill('Chaque rentrée, nous ressaisissons à la main 640 inscriptions à la cantine.');
    await page.getByLabel('Qui en souffre').fill('Les familles et les deux agentes du service scolaire.');
    await page.getByLabel('Thème').selectOption('Accompagnement social');
    await page.getByLabel('Urgent').check();
    await preview(page);
    await page.getByRole('button', { name: 'Publier' }).click();
    await expect(page.getByRole('status')).toContainText('Votre besoin est publié');
    await page.goto('/statistiques');
    const figures = await page.request.get('/campagnes/an-prochain/statistiques.csv?par=region');
    expect(await figures.text()).toMatch(/^76,Occitanie,\d+,1,1,0,/m);

    // It becomes a project; the rule is frozen; a collectivité votes.
    await enter(page, people.curator);
    await page.goto('/');
    await page.getByRole('link', { name: 'Rassembler les besoins' }).click();
    await page.getByLabel(need).check();
    await page.getByRole('button', { name: 'Faire un projet des besoins cochés' }).click();
    await page.getByLabel('Titre').fill(project);
    await page.getByLabel('Résumé').fill('Une inscription commune, que la famille corrige elle-même.');
    await page.getByLabel('Coût en euros').fill('250 000');
    await page.getByRole('button', { name: 'Enregistrer le projet' }).click();
    await heading(page, project);
    await page.goto('/curation');
    await row(page, project).getByRole('button', { name: 'Soumettre au vote' }).click();
    await moveTo(page, census.until, '23:59');
    await moveTo(page, selection.opens, '00:01');
    await page.goto('/curation');
    await page.getByRole('link', { name: 'Figer la règle' }).click();
    await page.getByRole('button', { name: 'Figer la règle' }).click();
    await expect(main).toContainText('La règle est figée');
    await enter(page, people.mayorOfFigeac);
    await page.goto('/');
    await main.getByRole('link', { name: 'Donner le mandat de vote' }).click();
    const holder = main.getByRole('combobox', { name: 'Élu' });
    await holder.selectOption((await holder.locator('option', { hasText: people.mayorOfFigeac }).getAttribute('value')) ?? '');
    await main.getByLabel('Délibération ou note').fill('Délibération du 4 octobre');
    await main.getByRole('button', { name: 'Donner le mandat' }).click();
    await page.goto('/vote');
    await page.getByLabel(project).check();
    await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
    await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
    await expect(main).toContainText('Le bulletin est enregistré.');

    // After the close: the result, its archive, and a campaign that is over and still there.
    await moveTo(page, application.opens, '12:00');
    await page.goto('/resultats');
    await expect(row(page, project)).toContainText('Retenu');
    await moveTo(page, application.until, '23:59');
    await page.goto('/campagnes/an-prochain');
    await expect(main).toContainText('En cours');
    await moveTo(page, dayAfter(application.until), '00:01');
    await page.goto('/campagnes/an-prochain');
    await expect(main).toContainText('Terminée');
    await soundWithScripts(page);
    const folder = await mkdtemp(join(tmpdir(), 'terreau-archive-'));
    const archive = join(folder, 'vote.zip');
    const kept = await page.request.get('/campagnes/an-prochain/resultats/archive.zip');
    await writeFile(archive, await kept.body());
    expect(execFileSync(executable, ['verify', archive], { cwd: folder, env: { PATH: process.env.PATH }, encoding: 'utf8' })).toContain(
      'l’archive est en ordre',
    );
    await rm(folder, { recursive: true });
  });
});

const need = 'Les familles attendent la cantine trois semaines';
const project = 'Inscrire un enfant une seule fois';

/** The first and the last day of a period, as the campaign's file tells them. */
function days(toml: string, period: string): { opens: string; until: string } {
  const [, opens, until] = toml.match(new RegExp(`${period}[^]*?opens = "([\\d-]+)"[^]*?until = "([\\d-]+)"`)) ?? [];
  return { opens, until };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 24 * 3600 * 1000).toISOString().slice(0, 10);
}

/** Any moment, by the demonstration's clock. */
async function moveTo(page: Page, date: string, time: string): Promise<void> {
  await page.goto('/demo/horloge');
  await page.getByLabel('Date', { exact: true }).fill(date);
  await page.getByLabel('Heure, à Paris').fill(time);
  await page.getByRole('button', { name: 'Aller à ce moment' }).click();
  await expect(page).toHaveURL('/');
}
