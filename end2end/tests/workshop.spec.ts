import { askFirst, enter, heading, moments, moveClock, open, people, preview, refused } from '../demo';
import { expect, test } from '../fixtures';

test.use({ story: 'workshop', javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

const header = 'nom;objet;opérateur;licence;adresse\n';
const list = `${header}Ruchette;Compter les ruches et les essaims d’abeilles d’une commune;Syndicat d’essai;AGPL-3.0;https://ruchette.example.fr\n`;
const project = 'Du signalement de l’habitant à la réparation';

const csv = (text: string, encoding: BufferEncoding) => ({
  name: 'services.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(text, encoding),
});

test('a curator’s list in the wrong encoding is refused, nothing typed is lost, and the right one is read before it is taken', async ({
  page,
}) => {
  await moveClock(page, moments.census);
  await enter(page, people.curator);
  await page.goto('/curation/services');
  await page.getByLabel('Fichier CSV').setInputFiles(csv(list, 'latin1'));
  await page.getByLabel('D’où vient cette liste').fill('Relevé du syndicat, le 2 mars');
  await page.getByRole('button', { name: 'Lire cette liste' }).click();
  await refused(page, 'Fichier CSV', 'n’est pas enregistré en UTF-8');
  await expect(page.getByLabel('D’où vient cette liste')).toHaveValue('Relevé du syndicat, le 2 mars');

  await page.getByLabel('Fichier CSV').setInputFiles(csv(list.replace('https://', 'http://'), 'utf8'));
  await page.getByRole('button', { name: 'Lire cette liste' }).click();
  await refused(page, 'Fichier CSV', 'ligne 2');

  await page.getByLabel('Fichier CSV').setInputFiles(csv(`\u{feff}${list}`, 'utf8'));
  await page.getByRole('button', { name: 'Lire cette liste' }).click();
  await expect(page.getByRole('heading', { name: 'Ce que la liste changerait' })).toBeVisible();
  await expect(page.getByRole('row', { name: 'Ruchette' })).toContainText('Ajouté');
  await page.reload();
  await page.getByRole('button', { name: 'Mettre le catalogue à jour' }).click();
  await expect(page.getByRole('status')).toContainText('Le catalogue est à jour');

  await page.goto('/services?texte=essaims');
  await expect(page.getByRole('main')).toContainText('Relevé du syndicat, le 2 mars');
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Classeur ODS/ }).click();
  expect((await file).suggestedFilename()).toBe('services.ods');
});

test('who writes a need sees the services that may answer it', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/besoins/nouveau');
  await page.getByLabel('Titre du besoin').fill('Nous ne savons pas combien de ruches la commune compte');
  await page
    .getByLabel('Le problème, avec vos mots')
    .fill('Les essaims d’abeilles sont signalés au hasard, et personne ne tient le compte des ruches.');
  await page.getByLabel('Qui en souffre').fill('Les apiculteurs et les promeneurs');
  await page.getByLabel('Thème').selectOption('Accompagnement social');
  await page.getByLabel('Urgent').check();
  await preview(page);
  const near = page.getByRole('region', { name: 'Des services existent déjà peut-être' });
  await expect(near).toContainText('Ruchette');
  await page.getByRole('button', { name: 'Publier' }).click();
  await heading(page, 'Nous ne savons pas combien de ruches la commune compte');
  await expect(near.getByRole('link', { name: 'ruchette.example.fr' })).toHaveAttribute('rel', /noopener/);
});

test('a project is costed by lines, and its cost lies within their range', async ({ page }) => {
  await enter(page, people.curator);
  await open(page, '/projets', project);
  await expect(page.getByRole('table', { name: 'Lignes du coût' })).toContainText('Accompagnement sur place');
  await page.getByRole('link', { name: 'Modifier ce projet' }).click();
  await page.getByLabel('Ligne 5, intitulé').fill('Audit de sécurité');
  await page.getByRole('button', { name: 'Ajouter une ligne' }).click();
  await expect(page.getByLabel('Ligne 5, intitulé')).toHaveValue('Audit de sécurité');
  await page.getByLabel('Ligne 6, intitulé').fill('Réserve');
  await page.getByLabel('Ligne 5, montant bas').fill('40 000');
  await page.getByLabel('Ligne 5, montant haut').fill('30 000');
  await page.getByLabel('Ligne 6, montant bas').fill('3 000 000');
  await page.getByRole('button', { name: 'Enregistrer le projet' }).click();
  await refused(page, 'Ligne 5, montant haut', 'inférieur au montant bas');
  await page.getByLabel('Ligne 5, montant haut').fill('60 000');
  await page.getByRole('button', { name: 'Enregistrer le projet' }).click();
  await refused(page, 'Coût en euros', 'dans la fourchette de ses lignes');
  await page.getByRole('button', { name: 'Enregistrer avec le milieu de la fourchette' }).click();
  await heading(page, project);
  await expect(page.getByRole('table', { name: 'Lignes du coût' })).toContainText('Audit de sécurité');
  await expect(page.getByRole('main')).toContainText(/8\s615\s000\s€/);
});

test('the committee reads a project, says what it thinks, and its decision is published', async ({ page, browser }) => {
  await enter(page, people.curator);
  await page.goto('/curation/comite');
  await page.getByText('Choisir un jour et des membres').click();
  await page.getByRole('button', { name: 'Créer la séance' }).click();
  await refused(page, 'Jour de la séance', 'indiquez une date');
  await page.getByLabel('Jour de la séance').fill('2021-03-25');
  await page.getByLabel(people.observer).check();
  await page.getByRole('button', { name: 'Créer la séance' }).click();
  await heading(page, 'Séance du 25 mars 2021');
  await page.getByText('Proposer des projets à cette séance').click();
  await page.getByLabel(project).check();
  await page.getByRole('button', { name: 'Proposer ces projets' }).click();
  await expect(page.getByRole('status')).toContainText('Les membres du comité sont prévenus');
  const session = page.url();

  const other = await browser.newContext({ javaScriptEnabled: false, baseURL: new URL(session).origin });
  const observer = await other.newPage();
  await enter(observer, people.observer);
  await observer.goto('/avis');
  await observer.getByRole('link', { name: /attend votre avis/ }).click();
  await observer.getByText('Donner mon avis').click();
  await observer.getByRole('radio', { name: 'Réservé' }).check();
  await observer.getByRole('button', { name: 'Enregistrer mon avis' }).click();
  await refused(observer, 'Un mot', 'ce champ est à remplir');
  await observer.getByLabel('Un mot').fill('L’accompagnement est sous-estimé.');
  await observer.getByRole('button', { name: 'Enregistrer mon avis' }).click();
  await expect(observer.getByRole('status')).toContainText('Votre avis est enregistré');
  await other.close();

  await page.goto(session);
  await expect(page.getByRole('main')).toContainText('L’accompagnement est sous-estimé.');
  await page.getByText('Noter la décision').click();
  await page.getByRole('radio', { name: 'Retenu pour le vote' }).check();
  await page.getByRole('textbox', { name: 'Compte rendu' }).fill('Retenu à l’unanimité, avec une réserve sur l’accompagnement.');
  await page.getByRole('checkbox', { name: 'Publier la décision' }).check();
  await page.getByRole('button', { name: 'Enregistrer la décision' }).click();
  await expect(page.getByRole('status')).toContainText('La décision du comité est enregistrée');

  const visitor = await browser.newPage({ baseURL: new URL(session).origin });
  await open(visitor, '/projets', project);
  await expect(visitor.getByRole('heading', { name: 'Décision du comité' })).toBeVisible();
  await visitor.getByText('Lire le compte rendu').click();
  await expect(visitor.getByRole('main')).toContainText('Retenu à l’unanimité');
  await visitor.close();
});

test('a service leaves the catalogue by a curator who confirms it', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/curation/services');
  await page.getByText('Voir et retirer des services').click();
  await askFirst(page, /Ruchette/);
  await expect(page.getByRole('status')).toContainText('retiré du catalogue');
  await page.goto('/services?texte=ruches');
  await heading(page, 'Services existants');
  await expect(page.getByRole('main')).toContainText('Aucun service ne correspond');
});
