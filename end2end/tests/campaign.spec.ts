import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askFirst, enter, heading, leave, moments, moveClock, open, people, preview, refused, row } from '../demo';
import { expect, test } from '../fixtures';
import { executable } from '../server';

test.use({ story: 'campaign', javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

const need = {
  title: 'Les familles attendent la cantine trois semaines',
  problem:
    'Chaque rentrée, nous ressaisissons à la main 640 inscriptions à la cantine.\nLes familles rappellent trois fois, et nous ne savons pas leur répondre.',
  affected: 'Les familles qui travaillent loin, et les deux agentes du service scolaire.',
  existing: 'Un tableur par école.',
};
const group = { name: 'Cantines du Lot', purpose: 'Inscrire les enfants une seule fois, dans toutes les écoles du département.' };
const project = {
  title: 'Inscrire un enfant une seule fois',
  summary: 'Une inscription commune à la cantine, à la garderie et au car, que la famille corrige elle-même.',
};
/** The receipt of the mayor's second ballot. */
let receipt = '';
const declined = 'Chaque commune achète une nacelle qui sert quatre jours par an';

test('the mayor of Figeac is refused a need without a title, and nothing typed is lost', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.getByRole('link', { name: 'Publier un besoin' }).click();
  await page.getByLabel('Le problème, avec vos mots').fill('Trop court');
  await page.getByLabel('Qui en souffre').fill(need.affected);
  await page.getByLabel('Thème').selectOption('Accompagnement social');
  await page.getByLabel('Urgent').check();
  await page.getByLabel('Petites villes de demain').check();
  await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();

  await refused(page, 'Titre du besoin', 'ce champ est à remplir');
  await refused(page, 'Le problème, avec vos mots', 'écrivez au moins 30 caractères');
  await expect(page.getByLabel('Le problème, avec vos mots')).toHaveValue('Trop court');
  await expect(page.getByLabel('Qui en souffre')).toHaveValue(need.affected);
  await expect(page.getByLabel('Thème')).toHaveValue('accompagnement-social');
  await expect(page.getByLabel('Urgent')).toBeChecked();
  await expect(page.getByLabel('Petites villes de demain')).toBeChecked();
  await expect(page.getByLabel('Quartiers prioritaires')).not.toBeChecked();

  await page.getByLabel('Titre du besoin').fill(need.title);
  await page.getByRole('button', { name: 'Garder le brouillon' }).click();
  await expect(page.getByRole('status')).toContainText('Le brouillon est gardé.');
  await expect(page.getByLabel('Titre du besoin')).toHaveValue(need.title);
  await expect(page.getByLabel('Le problème, avec vos mots')).toHaveValue('Trop court');
});

test('she finds her draft again, previews it and publishes it', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/besoins');
  await expect(page.getByRole('link', { name: need.title })).toHaveCount(0);
  await page.goto('/compte');
  await page.getByRole('main').getByRole('link', { name: 'Figeac' }).click();
  await page.getByRole('link', { name: need.title }).click();
  await expect(page.getByRole('link', { name: 'Reprendre le brouillon' })).toBeVisible();
  await page.goto('/');
  await page.getByRole('link', { name: 'Terminer le besoin' }).click();
  await page.getByLabel('Le problème, avec vos mots').fill(need.problem);
  await page.getByLabel('Ce qui existe déjà').fill(need.existing);
  await preview(page);

  await heading(page, need.title);
  for (const text of [...need.problem.split('\n'), need.affected, need.existing, 'Petites villes de demain']) {
    await expect(page.getByRole('main')).toContainText(text);
  }
  await page.getByRole('button', { name: 'Publier' }).click();
  await heading(page, need.title);
  await expect(page).toHaveTitle(/^Votre besoin est publié/);
  await expect(page.getByRole('status')).toContainText('Votre besoin est publié');
  await expect(page.getByRole('status').getByRole('link', { name: 'Ouvrir un groupement' })).toHaveAttribute('href', /#groupements$/);
  await page.reload();
  await expect(page.getByRole('status'), 'it is said once').toHaveCount(0);
  await page.goto('/');
  await expect(page.getByRole('link', { name: need.title })).toBeVisible();
});

test('she changes the text, and the version before stays readable', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await open(page, '/besoins', need.title);
  await page.getByRole('link', { name: 'Modifier', exact: true }).click();
  await page.getByLabel('Ce qui existe déjà').fill(`${need.existing} Et un cahier.`);
  await page.getByRole('button', { name: 'Enregistrer la nouvelle version' }).click();
  await expect(page.getByRole('main')).toContainText('Et un cahier.');
  await page.getByRole('link', { name: /version 2/ }).click();
  await heading(page, 'Versions de');
  await expect(page.getByRole('heading', { name: /^Version 1/ })).toBeVisible();
});

test('Die has the need too, takes it back, and has it again', async ({ page }) => {
  const sentence = 'Chez nous, les parents attendent devant la mairie.';
  const support = async () => {
    await page.getByLabel('Votre phrase').fill(sentence);
    await page.getByRole('button', { name: 'Nous avons aussi ce besoin' }).click();
    await expect(page.getByRole('heading', { name: '1 collectivité a aussi ce besoin' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(sentence);
  };
  await enter(page, people.deputyOfDie);
  await open(page, '/besoins', need.title);
  await support();
  // It asks first, and why: an empty reason is refused beside its field, which stays open.
  await askFirst(page, 'Retirer notre soutien');
  await refused(page, 'Motif', 'ce champ est à remplir');
  await page.getByLabel('Motif').fill('Un autre besoin dit la même chose.');
  await page.getByRole('button', { name: 'Retirer notre soutien' }).click();
  await expect(page.getByRole('heading', { name: 'Aucune autre collectivité ne soutient encore ce besoin' })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(sentence);
  await support();
});

test('an agent of Figeac opens a group on it and invites collectivités', async ({ page }) => {
  await enter(page, people.agentOfFigeac);
  await open(page, '/besoins', need.title);
  await page.getByText('Ouvrir un groupement sur ce besoin').click();
  await page.getByLabel('Objectif').fill(group.purpose);
  await page.getByRole('button', { name: 'Ouvrir le groupement' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByLabel('Nom du groupement')).toBeVisible();
  await refused(page, 'Nom du groupement', 'ce champ est à remplir');
  await expect(page.getByLabel('Objectif')).toHaveValue(group.purpose);
  await page.getByLabel('Nom du groupement').fill(group.name);
  await page.getByRole('button', { name: 'Ouvrir le groupement' }).click();

  await heading(page, group.name);
  await expect(row(page, 'Figeac')).toContainText('Chef de file');
  await expect(page.getByRole('main')).toContainText('Pas encore éligible');
  for (const [typed, name] of [
    ['saint cere', 'Saint-Céré'],
    ['departement du lot', 'Département du Lot'],
  ]) {
    await page.getByLabel('Collectivité à inviter').fill(typed);
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await expect(page.getByLabel('Collectivité à inviter')).toHaveValue(typed);
    await page.getByRole('button', { name: `Inviter ${name}`, exact: true }).click();
    await expect(row(page, name)).toContainText('Invitée, réponse attendue');
  }
});

test('the Lot accepts for itself, and the meter says what a département changes', async ({ page }) => {
  await enter(page, people.agentOfLot);
  await expect(page.getByRole('main')).toContainText('vous invite : acceptez ou refusez');
  await page.goto('/avis');
  await page.getByRole('link', { name: group.name }).click();
  await row(page, 'Département du Lot').getByRole('button', { name: 'Accepter' }).click();
  await expect(row(page, 'Département du Lot')).toContainText('Membre');
  await expect(page.getByRole('main')).toContainText('Un département est membre.');
  await expect(row(page, 'Figeac')).toContainText('n’ajoute aucun habitant');
});

test('the group of the Morvan passes 500,000 inhabitants with the member it lacked, and is filed', async ({ page }) => {
  await enter(page, people.agentOfMorvan);
  await open(page, '/groupements', 'Tournées partagées du Centre-Est');
  await expect(page.getByRole('main')).toContainText(/Pas encore éligible\s*Il manque [\d\s]+habitants ou un département\./);
  await row(page, 'Grand Autunois Morvan').getByRole('button', { name: 'Accepter' }).click();
  await expect(page.getByRole('main')).toContainText(/habitants pour 500\s000 demandés/);
  await page.getByRole('button', { name: 'Déposer le groupement' }).click();
  await expect(page.getByRole('main')).toContainText('sa composition et ses chiffres sont figés');
  await expect(page.getByRole('button', { name: 'Accepter' })).toHaveCount(0);
});

test('a curator makes a project of the need, and puts it on the ballot', async ({ page }) => {
  await enter(page, people.curator);
  await page.getByRole('link', { name: 'Rassembler les besoins' }).click();
  await page.getByLabel(need.title).check();
  await page.getByRole('button', { name: 'Faire un projet des besoins cochés' }).click();
  await page.getByLabel('Titre').fill(project.title);
  await page.getByLabel('Résumé').fill(project.summary);
  await page.getByLabel('Groupement porteur').selectOption(group.name);
  await page.getByLabel('Coût en euros').fill('trop cher');
  await page.getByLabel('Adresse du code source').fill('http://example.org/cantine');
  await page.getByRole('button', { name: 'Enregistrer le projet' }).click();

  await refused(page, 'Coût en euros', 'indiquez un montant en euros supérieur à zéro');
  await refused(page, 'Adresse du code source', 'indiquez une adresse complète qui commence par https://');
  await expect(page.getByLabel('Coût en euros')).toHaveValue('trop cher');
  await expect(page.getByLabel('Résumé')).toHaveValue(project.summary);
  await expect(page.getByLabel(need.title)).toBeChecked();
  await page.getByLabel('Coût en euros').fill('250 000');
  await page.getByLabel('Adresse du code source').fill('https://example.org/cantine');
  await page.getByRole('button', { name: 'Enregistrer le projet' }).click();

  await heading(page, project.title);
  await expect(page.getByRole('main')).toContainText('Brouillon');
  await expect(page.getByRole('main')).toContainText('250 000 €');
  await page.goto('/projets');
  await expect(page.getByRole('link', { name: project.title })).toHaveCount(0);
  await page.goto('/curation');
  await row(page, project.title).getByRole('button', { name: 'Soumettre au vote' }).click();
  await expect(row(page, project.title)).toContainText('Soumis au vote');
});

test('she declines a need with a public reason', async ({ page }) => {
  await enter(page, people.curator);
  await open(page, '/besoins', declined);
  await page.getByText('Ne pas retenir ce besoin').click();
  await page.getByRole('button', { name: 'Ne pas retenir' }).click();
  await expect(page.getByLabel('Motif')).toBeVisible();
  await refused(page, 'Motif', 'ce champ est à remplir');
  await page.getByLabel('Motif').fill('Un service de l’État répond déjà à ce besoin depuis janvier.');
  await page.getByRole('button', { name: 'Ne pas retenir' }).click();
  await leave(page);
  await open(page, '/besoins', declined);
  await expect(page.getByRole('main')).toContainText('Ce besoin n’est pas retenu');
  await expect(page.getByRole('main')).toContainText('Un service de l’État répond déjà');
});

test('the author of the need and its supporters are told that it is in a project', async ({ page }) => {
  for (const person of [people.mayorOfFigeac, people.deputyOfDie]) {
    await enter(page, person);
    await page.goto('/avis');
    await page.getByRole('link', { name: `Le besoin « ${need.title} » est entré dans un projet.` }).click();
    await expect(page.getByRole('main')).toContainText(project.title);
  }
});

test('a curator freezes the rule before the vote; then nothing of it changes', async ({ page }) => {
  await moveClock(page, moments.betweenCensusAndVote);
  await enter(page, people.curator);
  await page.goto('/curation');
  await page.getByRole('link', { name: 'Figer la règle' }).click();
  await expect(page.getByRole('main')).toContainText('La règle n’est pas figée');
  await expect(page.getByRole('table', { name: 'Bulletins tirés au hasard' }).getByRole('row')).toHaveCount(4);
  await page.getByRole('button', { name: 'Figer la règle' }).click();
  await expect(page.getByRole('main')).toContainText('La règle est figée');
  const document = await page.request.get('/vote/regle.json');
  expect(
    createHash('sha256')
      .update(await document.body())
      .digest('hex'),
  ).toBe(await page.locator('main code').first().textContent());

  await page.goto('/curation');
  await expect(row(page, project.title)).toContainText('Soumis au vote');
  await expect(page.getByText('Abandonner')).toHaveCount(0);
});

test('when the vote is open, an agent prepares the ballot and cannot cast it', async ({ page }) => {
  await moveClock(page, moments.voteOpens);
  await enter(page, people.agentOfFigeac);
  await page.getByRole('link', { name: 'Préparer le bulletin' }).click();
  await page.getByLabel(project.title).check();
  await expect(page.getByRole('button', { name: 'Relire avant de déposer' })).toHaveCount(0);
  const chosen = await page.getByLabel(project.title).inputValue();
  await page.getByRole('button', { name: 'Enregistrer la préparation' }).click();
  await expect(page.getByRole('main')).toContainText(`Bulletin préparé par ${people.agentOfFigeac}`);
  await expect(page.getByRole('main')).toContainText('Aucune collectivité n’a encore voté');

  const cast = await page.request.post('/vote/deposer', {
    form: { cast: '01890000-0000-7000-8000-000000000001', projects: chosen },
  });
  expect(cast.status()).toBe(422);
  expect(await cast.text()).toContain('Seul l’élu qui détient le mandat de vote');
  const receipt = await page.request.get('/vote/recepisse');
  expect(receipt.status()).toBe(404);
});

test('the mayor finds it ticked, is refused an empty ballot, reviews, confirms, and changes it', async ({ page }) => {
  const other = 'Suivre une aide de la recherche au versement';
  await enter(page, people.mayorOfFigeac);
  await expect(page.getByRole('main')).toContainText('Un bulletin est préparé pour vous');
  await page.getByRole('main').getByRole('link', { name: 'Voter' }).click();
  await expect(page.getByLabel(project.title)).toBeChecked();

  await page.getByLabel(project.title).uncheck();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('alert')).toContainText('Choisissez au moins un projet');
  await expect(page.getByLabel(project.title)).not.toBeChecked();

  await page.getByLabel(project.title).check();
  await page.getByLabel(other).check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await heading(page, 'Relisez le bulletin de Figeac');
  await expect(page.getByRole('main')).toContainText('2 projets choisis, 1 150 000 € en tout.');
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await heading(page, 'Récépissé de vote');
  await expect(page.getByRole('main')).toContainText('Le bulletin est enregistré.');
  await expect(page.getByRole('main')).toContainText('premier bulletin');

  await page.getByRole('link', { name: 'Changer le bulletin' }).click();
  await expect(page.getByLabel(other)).toBeChecked();
  await page.getByLabel(other).uncheck();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await expect(page.getByRole('main')).toContainText('Ce bulletin remplacera celui que votre collectivité a déjà déposé.');
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await expect(page.getByRole('main')).toContainText('remplace le précédent (2e dépôt)');
  receipt = await (await page.request.get('/vote/recepisse.tlog-proof')).text();
  await expect(page.getByRole('main')).toContainText(project.title);
  await expect(page.getByRole('main')).not.toContainText(other);
});

test('anyone checks a receipt against the public log', async ({ page }) => {
  await page.goto('/journal');
  await expect(page.getByRole('main')).toContainText('2 inscriptions');
  await page.getByLabel('Contenu du fichier récépissé').fill(receipt);
  await page.getByRole('button', { name: 'Vérifier' }).click();
  await expect(page.getByRole('status')).toContainText('Le bulletin de Figeac (dépôt n° 2) est l’inscription n° 1');
  await page.getByLabel('Contenu du fichier récépissé').fill(receipt.replace('index 1', 'index 0'));
  await page.getByRole('button', { name: 'Vérifier' }).click();
  await expect(page.getByRole('alert')).toContainText('le bulletin n’est pas dans le journal signé');
});

test('until the last minute nobody sees a result, only how many voted', async ({ page }) => {
  await moveClock(page, moments.lastMinuteOfVote);
  const hidden = async () => {
    await page.goto('/resultats');
    await expect(page.getByRole('main')).toContainText('Aucun décompte n’est visible avant la clôture.');
    await expect(page.getByRole('main')).toContainText('collectivités ont voté');
    await expect(page.getByRole('main')).not.toContainText('Voix');
    await expect(page.getByRole('main')).not.toContainText('retenu');
  };
  await hidden();
  for (const person of [people.mayorOfFigeac, people.curator, people.observer, people.administrator]) {
    await enter(page, person);
    await hidden();
  }
});

test('after the close the result shows what is selected and why, and nobody votes any more', async ({ page }) => {
  await moveClock(page, moments.result);
  await enter(page, people.mayorOfFigeac);
  await page.getByRole('banner').getByRole('link', { name: 'Résultats' }).click();
  await expect(page.getByRole('heading', { name: 'Projets retenus' })).toBeVisible();
  await expect(row(page, project.title)).toContainText('Retenu');
  await expect(page.getByRole('row').filter({ hasText: 'Non retenu : il manquait' })).not.toHaveCount(0);
  await expect(page.getByRole('list').filter({ hasText: 'l’a choisi' }).getByRole('link', { name: project.title })).toBeVisible();

  await page.goto('/vote');
  await expect(page.getByRole('main')).toContainText('Le vote est clos');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText('Le bulletin de votre collectivité est enregistré');
});

test('the downloaded archive is recounted on another computer, and the receipt found in it', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'terreau-archive-'));
  const [archive, proof] = [join(folder, 'vote.zip'), join(folder, 'recepisse.tlog-proof')];
  await writeFile(archive, await (await page.request.get('/resultats/archive.zip')).body());
  await writeFile(proof, receipt);
  const said = execFileSync(executable, ['verify', archive, '--receipt', proof], { cwd: folder, env: { PATH: process.env.PATH } });
  expect(said.toString()).toContain('l’archive est en ordre');
  expect(said.toString()).toContain(project.title);
  expect(said.toString()).toContain('est bien l’inscription n° 1');
  await rm(folder, { recursive: true });
});

test('the need leads to its project, and the project to its need', async ({ page }) => {
  await open(page, '/besoins', need.title);
  await page.getByRole('main').getByRole('link', { name: project.title, exact: true }).click();
  await heading(page, project.title);
  await page.getByRole('main').getByRole('link', { name: need.title }).click();
  await heading(page, need.title);
});
