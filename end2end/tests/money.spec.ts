import type { Page } from '@playwright/test';
import { assessors, enter, heading, moments, moveClock, open, people, refused, row } from '../demo';
import { expect, test } from '../fixtures';
import { soundWithScripts } from '../sound';

test.use({ story: 'money', javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

const group = 'Des démarches en ligne pour tous';
const demat = 'Dématérialisation et amélioration de la relation aux usagers';
const title = 'Un seul guichet en ligne de Nantes au Lot';
/** The address of the group's application. */
let file = '';

const main = (page: Page) => page.getByRole('main');

const euros = (text: string) => new RegExp(text.replaceAll(' ', '\\s'));

/** Fills the first lines of the cost table. */
async function costs(page: Page, lines: [string, string, string?][]): Promise<void> {
  for (const [at, [label, amount, eligible]] of lines.entries()) {
    await page.getByLabel(`Dépense ${at + 1}, intitulé`).fill(label);
    await page.getByLabel(`Dépense ${at + 1}, montant en euros`).fill(amount);
    if (eligible) await page.getByLabel(`Dépense ${at + 1}, éligible`).selectOption(eligible);
  }
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await expect(page).toHaveTitle(/Écrire/);
}

test('the envelopes add up to 88 million euros before anything is asked', async ({ page }) => {
  await moveClock(page, moments.result);
  await moveClock(page, moments.applications);
  await page.goto('/enveloppes');
  await expect(main(page)).toContainText(euros('88 000 000 € alloués'));
  const total = row(page, 'Total');
  await expect(total).toContainText(euros('88 000 000 €'));
  const csv = await page.request.get('/enveloppes.csv');
  const lines = (await csv.text()).trim().split('\n').slice(1);
  const sum = (column: number) => lines.reduce((all, line) => all + Number(line.split(',')[column]), 0);
  expect(sum(2)).toBe(88_000_000);
  expect(sum(6)).toBe(88_000_000);
});

test('a group of 690,000 inhabitants without a département is told why the envelope is closed to it, and adds one', async ({ page }) => {
  await enter(page, people.agentOfNantes);
  await page.goto('/enveloppes');
  await main(page).getByRole('link', { name: demat }).first().click();
  await heading(page, demat);
  await expect(main(page)).toContainText('Il manque un département. Inviter le Département de la Loire-Atlantique suffit.');
  await expect(page.getByRole('button', { name: /Candidater/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Chercher et inviter' }).click();
  await expect(page.getByRole('button', { name: 'Inviter Département de la Loire-Atlantique', exact: true })).toBeVisible();

  await enter(page, people.agentOfLot);
  await open(page, '/groupements', group);
  await page.getByRole('button', { name: 'Demander à rejoindre ce groupement' }).click();
  await enter(page, people.agentOfNantes);
  await open(page, '/groupements', group);
  await row(page, 'Lot').getByRole('button', { name: 'Accepter' }).click();

  await page.goto('/enveloppes/dematerialisation');
  await expect(main(page)).toContainText('Ce groupement n’est pas encore déposé.');
  await page.getByRole('link', { name: 'Déposer le groupement' }).click();
  await page.getByRole('button', { name: 'Déposer le groupement' }).click();
  await page.goto('/enveloppes/dematerialisation');
  await page.getByRole('button', { name: `Candidater au nom du groupement` }).click();
  await expect(page).toHaveURL(/\/candidatures\/[^/]+\/modifier$/);
  file = new URL(page.url()).pathname.replace('/modifier', '');
});

test('what is known is not asked, what is missing is told, and nothing typed is lost', async ({ page }) => {
  await enter(page, people.agentOfNantes);
  await page.goto(`${file}/modifier`);
  await expect(page.getByText('BROUILLON – cette candidature n’est pas déposée.')).toBeVisible();
  await expect(page.getByLabel('Titre du projet')).toHaveValue(group);
  await expect(page.getByLabel('Le problème')).toHaveValue(/^Notre commune compte plus de 54/);
  await expect(page.getByLabel('Ce que vous allez faire')).toHaveValue(/La métropole prête ses équipes/);
  await page.getByLabel('Titre du projet').fill(title);
  await page.getByLabel('Sujet').selectOption('Portails citoyens');
  await page.getByLabel('Nombre de personnes concernées par an').fill('douze');
  await page.getByLabel('L’équipe').fill('Une cheffe de projet à plein temps, deux agents à Figeac.');
  await page.getByLabel('Début des travaux').fill('2027-09-01');
  await page.getByLabel('Durée, en mois').fill('18');
  await costs(page, [
    ['Portail commun', '-900 000'],
    ['Mobilier du guichet', '8 000', 'Non'],
  ]);
  await save(page);

  const todo = page.locator('#a-regler');
  await expect(todo).toContainText(/2\scollectivités doivent encore confirmer leur part/);
  await expect(todo.getByRole('link', { name: 'Nombre de personnes concernées par an' })).toBeVisible();
  await expect(todo.getByRole('link', { name: 'Dépense 1, montant' })).toBeVisible();
  await expect(page.getByLabel('Nombre de personnes concernées par an')).toHaveValue('douze');
  await expect(page.getByLabel('Nombre de personnes concernées par an')).toHaveAccessibleDescription(/nombre entier/);
  await expect(page.getByLabel('Dépense 1, montant en euros')).toHaveValue('-900 000');
  await expect(page.getByLabel('Dépense 2, éligible')).toHaveValue('non');

  await page.getByLabel('Nombre de personnes concernées par an').fill('120 000');
  await page.getByLabel('Dépense 1, montant en euros').fill('900 000,50 €');
  await page.getByLabel('Financement 1, origine').fill('Région');
  await page.getByLabel('Financement 1, montant en euros').fill('400 000');
  await save(page);
  const plan = (name: string, content: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(content) });
  await page.getByLabel('Joindre des fichiers').setInputFiles(plan('programme.pdf', 'MZ, un programme'));
  await page.getByRole('button', { name: 'Joindre', exact: true }).click();
  await refused(page, 'Joindre des fichiers', 'ce type de fichier n’est pas accepté');
  await page.getByRole('button', { name: 'Joindre', exact: true }).click();
  await refused(page, 'Joindre des fichiers', 'joignez un fichier');
  await page.getByLabel('Joindre des fichiers').setInputFiles(plan('Plan de financement.pdf', '%PDF-1.7 le plan'));
  await page.getByRole('button', { name: 'Joindre', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /Plan de financement\.pdf/ }).click();
  expect((await download).suggestedFilename()).toBe('Plan de financement.pdf');
  // 80 % of 900,000.50 is 720,000.40; the region gives 400,000 of it.
  await expect(main(page)).toContainText(euros('Montant demandé, calculé : 320 000,40 €'));
  await page.getByLabel('Financement 1, origine').fill('');
  await page.getByLabel('Financement 1, montant en euros').fill('');
  await save(page);
  await expect(main(page)).toContainText(euros('Montant demandé, calculé : 450 000,25 €'));
  await soundWithScripts(page);
});

test('two who write in one field lose nothing: the second sees both, and chooses', async ({ page, browser, baseURL }) => {
  const theirs = await (await browser.newContext({ baseURL, javaScriptEnabled: false })).newPage();
  await enter(page, people.agentOfNantes);
  await enter(theirs, people.agentOfLot);
  await page.goto(`${file}/modifier`);
  await theirs.goto(`${file}/modifier`);
  await page.getByLabel('Durée, en mois').fill('24');
  await save(page);
  await theirs.getByLabel('Durée, en mois').fill('12');
  await theirs.getByLabel('L’équipe').fill('Une cheffe de projet à plein temps, un agent du Lot.');
  await theirs.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await refused(theirs, 'Durée, en mois', 'une autre personne a écrit entre-temps');
  await expect(theirs.getByRole('alert')).toContainText('24');
  await expect(theirs.getByLabel('Durée, en mois')).toHaveValue('12');
  await page.goto(`${file}/modifier`);
  await expect(page.getByLabel('Durée, en mois')).toHaveValue('24');
  await expect(page.getByLabel('L’équipe')).toHaveValue('Une cheffe de projet à plein temps, un agent du Lot.');
  await save(theirs);
  await page.reload();
  await expect(page.getByLabel('Durée, en mois')).toHaveValue('12');
  await theirs.context().close();
});

test('each collectivité confirms its part, and the lead files', async ({ page }) => {
  await enter(page, people.agentOfLot);
  await page.goto('/candidatures');
  await main(page).getByRole('link', { name: title }).click();
  await expect(page.getByRole('button', { name: /^Déposer/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Confirmer la part de ma collectivité' }).click();
  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('alert')).toContainText(/1\scollectivité doit encore confirmer sa part/);
  await enter(page, people.mayorOfFigeac);
  await page.goto(file);
  await page.getByRole('button', { name: 'Confirmer la part de ma collectivité' }).click();
  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await expect(page.getByText('Tout est rempli')).toBeVisible();
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await heading(page, 'Récépissé n°');
  await expect(main(page)).toContainText(euros('450 000,25 €'));
  await page.goto(file);
  await expect(page.getByText('BROUILLON')).toHaveCount(0);
  await expect(main(page)).toContainText('Figé au dépôt');
  await expect(page.getByRole('link', { name: /Plan de financement\.pdf/ })).toBeVisible();
  await soundWithScripts(page);
  // Nobody else reads it.
  await enter(page, people.deputyOfDie);
  expect((await page.goto(file))?.status()).toBe(404);
});

test('the team asks for a correction, and finds the file complete', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/instruction');
  await main(page).getByRole('link', { name: title }).click();
  await page.getByLabel('Ce qui est à corriger').fill('Trop court');
  await page.getByLabel('Ce qui est à corriger').fill('Dites qui répond aux usagers une fois le guichet ouvert.');
  await page.getByRole('button', { name: 'Demander une correction' }).click();
  await enter(page, people.agentOfNantes);
  await page.goto('/avis');
  await expect(main(page)).toContainText('Une correction est demandée');
  await page.goto(file);
  await expect(page.getByText('À CORRIGER – la correction')).toBeVisible();
  await expect(main(page)).toContainText('Dites qui répond aux usagers');
  await page.getByRole('link', { name: 'Écrire la candidature' }).click();
  await page.getByLabel('L’équipe').fill('Une cheffe de projet à plein temps ; le guichet de chaque mairie répond aux usagers.');
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  await page.getByRole('button', { name: 'Déposer la correction' }).click();
  await heading(page, 'Récépissé n°');
  await page.goto(file);
  await page.getByLabel('Votre message').fill('C’est corrigé, merci.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await enter(page, people.curator);
  await page.goto(file);
  await expect(main(page)).toContainText('C’est corrigé, merci.');
  await soundWithScripts(page);
  await page.goto('/instruction');
  await row(page, title).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Dire complets' }).click();
  await row(page, title).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Tirer au sort les évaluateurs' }).click();
  await expect(row(page, title)).toContainText('En évaluation');
  await soundWithScripts(page);
});

/** Those of the assessors who have a file to look at. */
async function assigned(page: Page): Promise<string[]> {
  const found = [];
  for (const name of assessors) {
    await enter(page, name);
    await page.goto('/evaluations');
    if (await main(page).getByRole('link', { name: title }).count()) found.push(name);
  }
  return found;
}

async function mark(page: Page, marks: [string, string, string], reason: string): Promise<void> {
  for (const [at, mark] of marks.entries()) await page.locator(`input[name="mark.${at}"][value="${mark}"]`).check();
  await page.getByLabel('Motif, donné au candidat').fill(reason);
  await page.getByRole('button', { name: /^Rendre mes notes/ }).click();
}

test('two people assess it without seeing each other, one more is assigned for the one who has a link', async ({ page }) => {
  const first = await assigned(page);
  expect(first).toHaveLength(2);
  await enter(page, first[0]);
  await page.goto('/evaluations');
  await page.getByLabel('Département de résidence').selectOption('Lot (46)');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByLabel('Département de résidence')).toHaveValue('46');
  await soundWithScripts(page);
  await page.goto(file);
  await heading(page, 'Avez-vous un lien avec le candidat');
  await expect(main(page)).toContainText('Vous habitez le département de l’une de ces collectivités');
  await expect(page.getByLabel('Oui, ou l’on pourrait le croire')).toBeChecked();
  await soundWithScripts(page);
  await expect(main(page)).not.toContainText('Portail commun');
  await page.getByLabel('Oui, ou l’on pourrait le croire').check();
  await page.getByRole('button', { name: 'Répondre' }).click();
  expect((await page.goto(file))?.status()).toBe(404);
  await enter(page, people.curator);
  await page.goto(file);
  await page.getByRole('button', { name: 'Tirer au sort les évaluateurs' }).click();
  const pair = await assigned(page);
  expect(pair).toHaveLength(2);
  expect(pair).not.toContain(first[0]);

  for (const [name, marks] of [
    [pair[0], ['5', '4', '4']],
    [pair[1], ['2', '4', '4']],
  ] as [string, [string, string, string]][]) {
    await enter(page, name);
    await page.goto(file);
    await page.getByLabel('Non, je n’ai aucun lien').check();
    await page.getByRole('button', { name: 'Répondre' }).click();
    await expect(main(page)).toContainText('Portail commun');
    await page.getByRole('link', { name: 'Noter ce dossier' }).click();
    await soundWithScripts(page);
    await page.getByRole('button', { name: 'Rendre mes notes' }).click();
    await expect(page.getByRole('alert')).toContainText('donnez une note à ce critère', { ignoreCase: true });
    await mark(page, marks, 'Le portage est large ; l’équipe est en place.');
    if (name === pair[0]) await expect(main(page)).not.toContainText('Note commune');
  }
  await expect(main(page)).toContainText(/Les notes s’écartent de deux points ou plus sur\s: Ampleur du portage/);
  for (const name of pair) {
    await enter(page, name);
    await page.goto('/evaluations');
    await expect(main(page)).toContainText('maintenez ou revoyez');
    await page.goto(`${file}/evaluer`);
    await mark(page, ['4', '4', '4'], 'Après discussion : un portage large.');
  }
});

test('it is accepted at one half, after a simulation, and the applicant reads it at the hour that was set', async ({ page }) => {
  await enter(page, people.curator);
  await page.goto('/instruction');
  await page.getByRole('link', { name: `${demat}, vague 1` }).click();
  await expect(main(page)).toContainText(euros('7 500 000 € disponibles'));
  await soundWithScripts(page);
  await page.getByLabel('Montant accordé').fill('450 000,26');
  await page.getByRole('button', { name: 'Simuler' }).click();
  await expect(page.getByRole('alert')).toContainText('c’est plus que ce que le dossier demande', { ignoreCase: true });
  await page.getByLabel('Montant accordé').fill('');
  await page.getByRole('button', { name: 'Simuler' }).click();
  await expect(page.getByRole('status')).toContainText(euros('il resterait 7 049 999,75 €'));
  await page.getByLabel('Jour de publication').fill('2020-01-01');
  await page.getByRole('button', { name: 'Prendre ces décisions' }).click();
  await refused(page, 'Jour de publication', 'l’heure de publication est passée');
  await page.getByLabel('Jour de publication').fill('');
  await page.getByRole('button', { name: 'Prendre ces décisions' }).click();
  await expect(page).toHaveURL('/instruction');

  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await expect(page.getByRole('heading', { name: euros('Acceptée.* 450 000,25 €') })).toBeVisible();
  await expect(main(page)).not.toContainText('Note commune');
  await page.getByRole('link', { name: 'Lettre de décision' }).click();
  await expect(main(page)).toContainText(euros('Un montant de 450 000,25 € lui est accordé'));
  await soundWithScripts(page);
});

test('the convention is drawn up, signed by both, and the account to pay to is given', async ({ page }) => {
  const iban = 'FR76 3000 6000 0112 3456 7890 189';
  await enter(page, people.curator);
  await page.goto(file);
  await page.getByRole('button', { name: 'Établir la convention' }).click();
  await expect(page.getByRole('heading', { name: /^Convention n°\s2\d{3}-dematerialisation-0001$/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Projet de convention (PDF)' })).toBeVisible();
  await soundWithScripts(page);
  await page.getByLabel('Nom de qui a signé pour l’autorité').fill('Camille Aubry');
  await page.getByRole('button', { name: 'Noter cette signature de l’autorité' }).click();
  await refused(page, 'Jour où l’autorité a signé', 'indiquez une date');
  await expect(page.getByLabel('Nom de qui a signé pour l’autorité')).toHaveValue('Camille Aubry');
  await page.getByLabel('Jour où l’autorité a signé').fill('2027-01-20');
  await page.getByRole('button', { name: 'Noter cette signature de l’autorité' }).click();
  await expect(main(page)).toContainText(/Pour l’autorité\s: signée par Camille Aubry le 20\sjanvier\s2027/);
  await page.goto('/instruction');
  await expect(row(page, title)).toContainText(/Convention\s: signée par l’autorité/);

  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await page.getByLabel('Nom de qui a signé pour le bénéficiaire').fill('Une présidente');
  await page.getByLabel('Jour où le bénéficiaire a signé').fill('2027-01-22');
  await page.getByRole('button', { name: 'Noter cette signature du bénéficiaire' }).click();
  await expect(main(page)).toContainText('Elle est signée des deux côtés.');
  await expect(main(page)).toContainText('Convention signée le 22 janvier 2027.');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Convention (PDF)' }).click();
  expect((await download).suggestedFilename()).toMatch(/^convention-2\d{3}-dematerialisation-0001\.pdf$/);
  await page.getByLabel('IBAN de la collectivité').fill(iban.replace('189', '188'));
  await page.getByRole('button', { name: 'Enregistrer l’IBAN' }).click();
  await refused(page, 'IBAN de la collectivité', 'un signe de cet IBAN est faux');
  await page.getByLabel('IBAN de la collectivité').fill(iban);
  await page.getByRole('button', { name: 'Enregistrer l’IBAN' }).click();
  await expect(main(page)).toContainText('IBAN indiqué, qui se termine par 0189.');
  await expect(main(page)).not.toContainText('3000 6000');
  await soundWithScripts(page);
  await enter(page, people.curator);
  await page.goto(file);
  await expect(main(page)).toContainText(iban);
});

test('a part is paid, and the envelopes still add up', async ({ page }) => {
  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await page.getByLabel('Montant', { exact: false }).first().fill('500 000');
  await page.getByLabel('Ce que ce versement paie').fill('Première tranche');
  await page.getByRole('button', { name: 'Demander un versement' }).click();
  await expect(page.getByRole('alert')).toContainText(euros('il reste 450 000,25 € à demander'), { ignoreCase: true });
  await page.getByLabel('Montant', { exact: false }).first().fill('150 000');
  await page.getByRole('button', { name: 'Demander un versement' }).click();
  await enter(page, people.curator);
  const toPay = await page.request.get('/instruction/versements.csv');
  expect(await toPay.text()).toContain('FR7630006000011234567890189');
  await page.goto(file);
  await page.getByRole('button', { name: euros('Payer 150 000 €') }).click();
  await expect(main(page)).toContainText(euros('450 000,25 € accordés, 150 000 € payés'));
  await expect(main(page)).toContainText('Versée en partie');
  await soundWithScripts(page);

  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await page.getByLabel('Montant', { exact: false }).first().fill('50 000');
  await page.getByLabel('Ce que ce versement paie').fill('Des factures à venir');
  await page.getByRole('button', { name: 'Demander un versement' }).click();
  await enter(page, people.curator);
  await page.goto('/instruction');
  await soundWithScripts(page);
  await row(page, 'Des factures à venir').getByRole('link', { name: title }).click();
  const waiting = row(page, 'Des factures à venir');
  await expect(waiting).toContainText('en attente');
  await soundWithScripts(page);
  await page.getByText(euros('Refuser ce versement de 50 000 €')).click();
  await page.getByRole('button', { name: 'Refuser', exact: true }).click();
  await refused(page, 'Motif du refus', 'ce champ est à remplir');
  await page.getByLabel('Motif du refus').fill('Les factures ne sont pas jointes.');
  await page.getByRole('button', { name: 'Refuser', exact: true }).click();
  await expect(waiting).toContainText(/refusé le .*\s: Les factures ne sont pas jointes\./);
  await enter(page, people.agentOfNantes);
  await page.goto(file);
  await expect(waiting).toContainText('Les factures ne sont pas jointes.');
  await expect(main(page)).toContainText(euros('Il reste 300 000,25 € à demander'));
  await enter(page, people.curator);
  await page.goto('/enveloppes');
  const wave = row(page, 'Vague 1');
  for (const figure of ['7 500 000 €', '450 000,25 €', '150 000 €', '7 049 999,75 €']) await expect(wave).toContainText(euros(figure));
  await soundWithScripts(page);
  await expect(row(page, 'Total')).toContainText(euros('88 000 000 €'));

  // Anybody follows what was paid, back to the first words of the need.
  await page.getByRole('link', { name: 'Suivre chaque versement' }).click();
  await expect(row(page, title)).toContainText(euros('150 000 €'));
  await soundWithScripts(page);
  await row(page, title).getByRole('link', { name: title }).click();
  await heading(page, 'Un versement de');
  await expect(main(page)).toContainText(euros('Décision : 450 000,25 € accordés'));
  await expect(main(page)).toContainText('Ses premiers mots');
  await soundWithScripts(page);
});

test('a small commune asks its prefect for a diagnosis, and is refused with reasons and ways of appeal', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/enveloppes/ingenierie');
  await page.getByRole('button', { name: 'Candidater au nom de Figeac' }).click();
  await page.goto(page.url().replace('/modifier', ''));
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await page
    .getByRole('alert')
    .getByRole('link', { name: /^Titre de la demande/ })
    .click();
  await expect(page).toHaveURL(/\/modifier#title$/);
  await page.getByLabel('Titre de la demande').fill('Un diagnostic de nos outils');
  await page.getByLabel('Ce que vous demandez').selectOption('Un diagnostic');
  await page.getByLabel('Ce que vous en attendez').fill('Savoir quels outils nous avons, lesquels nous manquent et combien ils coûtent.');
  await costs(page, [['Étude', '12 000']]);
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await heading(page, 'Récépissé n°');
  await expect(main(page)).toContainText(euros('8 400 €'));

  // The team of the programme reads it, and decides nothing of it.
  await enter(page, people.curator);
  await page.goto('/instruction');
  await expect(main(page).getByRole('link', { name: 'Un diagnostic de nos outils' })).toHaveCount(0);
  await enter(page, people.prefectureOfLot);
  await page.goto('/instruction');
  await expect(main(page)).toContainText('Lot (46)');
  await main(page).getByRole('link', { name: 'Un diagnostic de nos outils' }).click();
  await page.getByRole('button', { name: 'Dire le dossier complet' }).click();
  await page.getByRole('button', { name: 'Répondre' }).click();
  await expect(page.getByRole('alert')).toContainText('choisissez', { ignoreCase: true });
  await page.getByLabel('Non, aucun').check();
  await page.getByRole('button', { name: 'Répondre' }).click();
  await page.goto('/instruction');
  await main(page).getByRole('link', { name: 'Ingénierie et formation' }).first().click();
  await page.getByLabel(/^Décision, dossier/).selectOption('Refusée');
  await page.getByRole('button', { name: 'Relire et décider' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('alert')).toContainText('ce champ est à remplir', { ignoreCase: true });
  await expect(page.getByLabel(/^Motif, dossier/)).toHaveAccessibleDescription(/ce champ est à remplir/i);
  await expect(page.getByLabel(/^Décision, dossier/)).toHaveValue('refused');
  await page.getByLabel(/^Motif, dossier/).fill('Le département finance déjà ce diagnostic pour toutes ses communes.');
  await soundWithScripts(page);
  await page.getByRole('button', { name: 'Relire et décider' }).click();
  await heading(page, 'Relire les décisions');
  await page.getByRole('button', { name: 'Prendre cette décision' }).click();

  await enter(page, people.mayorOfFigeac);
  await page.goto('/candidatures');
  await main(page).getByRole('link', { name: 'Un diagnostic de nos outils' }).click();
  await expect(main(page)).toContainText('Le département finance déjà ce diagnostic');
  await page.getByRole('link', { name: 'Lettre de décision' }).click();
  await expect(main(page)).toContainText('Préfecture – Lot');
  await expect(main(page)).toContainText('tribunal administratif');
  await soundWithScripts(page);
});

test('a commune orders a connector', async ({ page }) => {
  await enter(page, people.deputyOfDie);
  await page.goto('/enveloppes/connecteurs');
  await page.getByRole('button', { name: 'Candidater au nom de Die' }).click();
  await page.getByLabel('FranceConnect').check();
  await page.getByLabel('API Particulier').check();
  await page.getByLabel('Logiciel ou téléservice à raccorder').fill('Portail des familles');
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await expect(main(page)).toContainText(euros('8 000 €'));
  await enter(page, people.curator);
  await page.goto('/instruction?enveloppe=connecteurs');
  await row(page, 'Die').getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Dire complets' }).click();
  await page.getByRole('link', { name: 'Connecteurs', exact: false }).first().click();
  await expect(page.getByLabel('Acceptée')).toBeChecked();
  await page.getByRole('button', { name: 'Prendre ces décisions' }).click();
  await page.goto('/enveloppes');
  await expect(row(page, 'Non réparti').filter({ hasText: euros('1 492 000 €') })).toHaveCount(1);
});

test('a project that was selected opens a call, and the form knows it already', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await page.goto('/enveloppes/co-construction');
  const first = page.getByRole('button', { name: /^Candidater pour/ }).first();
  const project = ((await first.textContent()) ?? '').replace(/^Candidater pour «\s*|\s*»$/g, '');
  await first.click();
  await expect(page.getByLabel('Titre de l’expérimentation')).toHaveValue(project);
  await expect(page.getByLabel('Pourquoi votre territoire veut l’essayer')).not.toHaveValue('');
  await page.getByLabel('Les personnes qui s’en occuperont').fill('Le maire et la secrétaire générale, un jour par semaine.');
  await page.getByLabel('Début souhaité').fill('2027-10-01');
  await costs(page, [['Accompagnement', '40 000']]);
  await page.getByRole('button', { name: 'Enregistrer et relire' }).click();
  await expect(main(page)).toContainText('Projet à expérimenter');
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await heading(page, 'Récépissé n°');
  await enter(page, people.curator);
  await page.goto('/instruction?enveloppe=co-construction');
  await row(page, 'Felletin').getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Dire complets' }).click();
  await page.getByRole('link', { name: /expérimentation à décider/ }).click();
  await page.getByRole('button', { name: 'Prendre ces décisions' }).click();
  await page.goto('/enveloppes');
  await expect(row(page, project)).toContainText(euros('40 000 €'));
  await expect(row(page, 'Total')).toContainText(euros('88 000 000 €'));
});

test('a draft is reminded of on the eve of the close, and refused after it', async ({ page }) => {
  await enter(page, people.presidentOfMontSaintMichel);
  await page.goto('/enveloppes/connecteurs');
  await expect(page.getByRole('button', { name: /Candidater/ })).toBeVisible();
  await moveClock(page, moments.afterFirstWave);
  await enter(page, people.agentOfNantes);
  await page.goto('/enveloppes/dematerialisation');
  await expect(main(page)).toContainText('Les dépôts ne sont pas ouverts en ce moment');
  await expect(page.getByRole('button', { name: /Candidater/ })).toHaveCount(0);
  await enter(page, people.curator);
  await page.goto('/enveloppes');
  await page.getByRole('button', { name: euros('Reporter 7 049 999,75 € de la vague 1') }).click();
  await expect(row(page, 'Vague 2')).toContainText(euros('14 549 999,75 €'));
});
