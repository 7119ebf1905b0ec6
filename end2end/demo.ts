import { expect, type Page } from '@playwright/test';

/** The people of the sign-in page, by what they are here for. */
export const people = {
  mayorOfFigeac: 'Hélène Lacassagne-Roux',
  agentOfFigeac: 'Youssef Belmekki',
  deputyOfDie: 'Solène Vautrin',
  mayorOfFelletin: 'Bertrand Jouhandeix',
  presidentOfMontSaintMichel: 'Anne-Gaëlle Lechartier',
  agentOfMorvan: 'Perrine Gaudriault',
  agentOfLot: 'Mathieu Destrel',
  agentOfNantes: 'Gwenola Prigent',
  curator: 'Inès Carvalhais',
  observer: 'Marie-Paule Estévenin',
  administrator: 'Samir Oubella',
  prefectureOfLot: 'Étienne Cassagnol',
};

/** Those who assess applications. */
export const assessors = ['Armelle Rivoal', 'David Benhaïm', 'Grâce Okoumba'];

/** Moments of the campaign, as the demonstration's clock names them. */
export const moments = {
  beforeCensus: 'Avant le recensement',
  census: 'Pendant le recensement',
  lastHourOfCensus: 'Dernière heure du recensement',
  betweenCensusAndVote: 'Recensement clos, vote pas encore ouvert',
  voteOpens: 'Première heure du vote',
  weekBeforeClose: 'Une semaine avant la clôture du vote',
  lastMinuteOfVote: 'Dernière minute du vote',
  result: 'Vote clos : résultats',
  applications: 'Pendant les candidatures',
  eveOfFirstWave: 'La veille de la clôture de la première vague',
  afterFirstWave: 'Première vague close',
  secondWave: 'Pendant la deuxième vague',
  over: 'Campagne terminée',
};

export async function enter(page: Page, name: string): Promise<void> {
  await page.goto('/connexion');
  await page.getByRole('button', { name: `Entrer en tant que ${name}` }).click();
  await expect(page.getByRole('banner').getByRole('link', { name })).toBeVisible();
}

export async function leave(page: Page): Promise<void> {
  await page.goto('/compte');
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await expect(page.getByRole('link', { name: 'Se connecter' }).first()).toBeVisible();
}

export async function moveClock(page: Page, moment: string): Promise<void> {
  await page.goto('/demo/horloge');
  await page.getByRole('button', { name: moment, exact: true }).click();
  await expect(page).toHaveURL('/');
}

/** Opens what asks before it is done, says why where it asks, and does it. */
export async function askFirst(page: Page, act: string | RegExp, reason?: string): Promise<void> {
  const asked = page.locator('details.t-ask', { has: page.locator('summary', { hasText: act }) });
  await asked.locator('summary').click();
  if (reason) await asked.getByLabel('Motif').fill(reason);
  await asked.getByRole('button', { name: act }).click();
}

/** Opens a thing from the list that names it. */
export async function open(page: Page, list: string, title: string): Promise<void> {
  await page.goto(list);
  await page.getByRole('main').getByRole('link', { name: title, exact: true }).click();
  await heading(page, title);
}

/** Goes on from the form of a need to its preview, past the needs that are near it, where some are. */
export async function preview(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
  await page.waitForURL(/\/(apercu|proches)$/);
  if (page.url().endsWith('/proches')) await page.getByRole('link', { name: 'Continuer vers l’aperçu' }).click();
}

export async function heading(page: Page, text: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toContainText(text);
}

/** A form came back: the title says so, the summary on top and the field itself give the reason. */
export async function refused(page: Page, field: string, reason: string): Promise<void> {
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('alert')).toContainText(reason, { ignoreCase: true });
  await expect(page.getByLabel(field)).toHaveAccessibleDescription(new RegExp(reason.replaceAll(' ', '\\s'), 'i'));
}

export function row(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text });
}
