import type { Browser, Page } from '@playwright/test';
import { enter, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { mailServer } from '../post';
import { DataFolder, Server } from '../server';

test.use({ story: 'home' });
test.setTimeout(300_000);

const phone = { width: 390, height: 844 };

/** What a home offers first, and the button of the form that stands where it leads; none where there is only to read. */
type Step = { link: string; button?: string | RegExp };

const read = (link: string): Step => ({ link });
const signsIn: Step = { link: 'Se connecter', button: 'Recevoir un lien de connexion' };
const saysForWhom: Step = { link: 'Indiquer votre collectivité', button: 'Chercher' };
const invited: Step = { link: 'Répondre à l’invitation', button: 'Accepter' };
const asked: Step = { link: 'Répondre à la demande', button: 'Accepter' };
const publishes: Step = { link: 'Publier un besoin', button: 'Enregistrer et voir l’aperçu' };
const submits: Step = { link: 'Déposer le groupement', button: 'Déposer le groupement' };
const votes: Step = { link: 'Voter', button: 'Relire avant de déposer' };
const prepares: Step = { link: 'Préparer le bulletin', button: 'Enregistrer la préparation' };
const entrusts: Step = { link: 'Donner le mandat de vote', button: 'Donner le mandat' };
const applies: Step = { link: 'Candidater', button: /^Candidater/ };
const sorts: Step = { link: 'Rassembler les besoins', button: 'Faire un projet des besoins cochés' };
const freezes: Step = { link: 'Figer la règle du vote', button: 'Figer la règle' };
const handles: Step = { link: 'Ouvrir les dossiers', button: 'Filtrer' };
const assesses: Step = { link: 'Voir vos évaluations', button: 'Enregistrer' };
const administers: Step = { link: 'Ouvrir l’administration', button: 'Donner le rôle' };
const rules = read('Lire les règles');
const turnout = read('Voir la participation');
const result = read('Voir les projets retenus');
const follows = read('Suivre vos candidatures');

type Moment = keyof typeof moments;
const all = Object.keys(moments) as Moment[];

/** A home that is the same at every moment, but for those named. */
const home = (step: Step, but: Partial<Record<Moment, Step>> = {}): Record<Moment, Step> =>
  Object.assign(Object.fromEntries(all.map((moment) => [moment, step])) as Record<Moment, Step>, but);

const during = (step: Step, ...of: Moment[]) => Object.fromEntries(of.map((moment) => [moment, step]));
const inVote = (step: Step) => during(step, 'voteOpens', 'weekBeforeClose', 'lastMinuteOfVote');
const inApplications = (step: Step) => during(step, 'applications', 'eveOfFirstWave', 'afterFirstWave', 'secondWave');

/** The one thing that each home must offer. */
const homes: Record<string, Record<Moment, Step>> = {
  'a visitor': home(signsIn),
  'somebody of no collectivité': home(saysForWhom),
  'Olivier Tsang-Morel': home(publishes, {
    beforeCensus: rules,
    betweenCensusAndVote: read('Lire les projets'),
    ...inVote(votes),
    result,
    ...inApplications(applies),
    over: follows,
  }),
  [people.mayorOfFelletin]: home(asked, { beforeCensus: rules, ...inVote(votes), ...inApplications(applies), over: follows }),
  [people.mayorOfFigeac]: home(invited, { beforeCensus: rules, ...inVote(votes), ...inApplications(applies), over: follows }),
  [people.agentOfFigeac]: home(invited, { beforeCensus: rules, ...inVote(prepares), ...inApplications(applies), over: follows }),
  [people.deputyOfDie]: home(invited, { beforeCensus: rules, ...inVote(entrusts), ...inApplications(applies), over: follows }),
  [people.agentOfMorvan]: home(asked, { beforeCensus: rules, ...inVote(entrusts), ...inApplications(applies), over: follows }),
  [people.agentOfNantes]: home(submits, { beforeCensus: rules, ...inVote(entrusts), ...inApplications(applies), over: follows }),
  [people.curator]: home(handles, {
    beforeCensus: read('Ouvrir les besoins à trier'),
    census: sorts,
    lastHourOfCensus: freezes,
    betweenCensusAndVote: freezes,
    ...inVote(turnout),
  }),
  [people.prefectureOfLot]: home(handles),
  'Armelle Rivoal': home(assesses),
  [people.observer]: home(read('Voir les enveloppes'), {
    ...during(read('Parcourir les besoins'), 'beforeCensus', 'census', 'lastHourOfCensus'),
    betweenCensusAndVote: read('Lire les projets'),
    ...inVote(turnout),
    result,
  }),
  [people.administrator]: home(administers),
};

/** A demonstration that sends its mails, for whoever signs in by one. */
async function site() {
  const post = await mailServer();
  const folder = await DataFolder.create();
  const settings = { TERREAU_SMTP_URL: post.url, TERREAU_MAIL_FROM: 'Terreau <ne-pas-repondre@terreau.example>' };
  const server = await Server.start(folder, { settings });
  const stop = async () => {
    await server.stop();
    post.stop();
    await folder.remove();
  };
  return { server, mails: post.mails, stop };
}

/** A browser with whoever the table names. */
async function browserOf(browser: Browser, { server, mails }: Awaited<ReturnType<typeof site>>, who: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.address, viewport: phone, javaScriptEnabled: false, locale: 'fr-FR' });
  const page = await context.newPage();
  if (who === 'somebody of no collectivité') {
    await page.goto('/connexion');
    await page.getByLabel('Adresse de courriel professionnelle').fill('claire@exemple.example');
    await page.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
    const link = () => mails.map((mail) => mail.text.match(/\/connexion\/lien\/\w+/)?.[0]).find(Boolean);
    await expect.poll(link, { timeout: 30_000 }).toBeTruthy();
    await page.goto(link() ?? '');
    await page.getByRole('button', { name: 'Se connecter' }).click();
  } else if (who !== 'a visitor') {
    await enter(page, who);
  }
  return page;
}

/** Follows the first thing that a home offers: it is on the first screen, leads to a page, and its form is open. */
async function offers(page: Page, step: Step, when: string): Promise<void> {
  await page.goto('/');
  const first = page
    .getByRole('main')
    .getByRole('region', { name: /attend|agissez|élu/ })
    .getByRole('link')
    .first();
  await expect(first, when).toHaveText(step.link);
  const box = await first.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0), `${when}: on the first screen`).toBeLessThanOrEqual(600);
  const answer = await page.goto((await first.getAttribute('href')) ?? '');
  expect(answer?.status(), when).toBe(200);
  if (step.button) await expect(page.getByRole('main').getByRole('button', { name: step.button }).first(), when).toBeEnabled();
}

test('every home offers the one thing that its reader is asked to do, at each moment of the campaign', async ({ browser }) => {
  const there = await site();
  const pages = new Map<string, Page>();
  for (const who of Object.keys(homes)) pages.set(who, await browserOf(browser, there, who));
  for (const moment of all) {
    for (const [who, page] of pages) {
      if (who === 'a visitor') await moveClock(page, moments[moment]);
      await offers(page, homes[who][moment], `${who}, ${moment}`);
    }
  }
  for (const page of pages.values()) await page.context().close();
  await there.stop();
});
