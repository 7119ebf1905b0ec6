import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { enter, heading, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { DataFolder, executable, Server } from '../server';

test.use({ javaScriptEnabled: false });

const thisYear = resolve(__dirname, '../../server/campaigns/demonstration.toml');
const first = '/campagnes/demonstration';
const next = { slug: 'suivante', title: 'La campagne suivante' };
/** The demonstration moves its campaign so that this day of the file is today. */
const today = Date.parse('2021-03-01');
/** So many days later, the next campaign takes needs while the first one takes applications. */
const daysLater = 124;

/** Next year's file: the same campaign, later. */
function nextFile(folder: DataFolder): string {
  const day = 24 * 3600 * 1000;
  const moved = Math.floor(Date.now() / day) - today / day + daysLater;
  const later = (date: string) => new Date(Date.parse(date) + moved * day).toISOString().slice(0, 10);
  const text = readFileSync(thisYear, 'utf8')
    .replace(/^slug = .*$/m, `slug = "${next.slug}"`)
    .replace(/^title = .*$/m, `title = "${next.title}"`)
    .replace(/"(\d{4}-\d{2}-\d{2})"/g, (_, date: string) => `"${later(date)}"`);
  const path = join(folder.path, 'suivante.toml');
  writeFileSync(path, text);
  return path;
}

/** A demonstration of one's own, with a browser and the operator's commands. */
async function site(browser: Browser) {
  const folder = await DataFolder.create();
  const server = await Server.start(folder);
  const context = await browser.newContext({ baseURL: server.address, javaScriptEnabled: false, locale: 'fr-FR' });
  const page = await context.newPage();
  const run = (...words: string[]) => execFileSync(executable, words, { env: folder.environment(), encoding: 'utf8', stdio: 'pipe' });
  const end = async () => {
    await context.close();
    await server.stop();
    await folder.remove();
  };
  return { folder, page, run, end };
}

async function bytes(page: Page, address: string): Promise<string> {
  const answer = await page.request.get(address);
  expect(answer.status(), address).toBe(200);
  return (await answer.body()).toString('base64');
}

/** What was kept in memory by the server before a command wrote beside it is old after ten seconds at most. */
const soon = { timeout: 20_000 };

test('next year’s file is imported on a running vote, and everything is where it was', async ({ browser }) => {
  const { folder, page, run, end } = await site(browser);
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  const project = 'Préparer et tenir un conseil sans rien recopier';
  await page.getByLabel(project).check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await expect(page.getByRole('main')).toContainText('Le bulletin est enregistré.');
  const published = ['/vote/regle.json', '/journal/checkpoint', '/vote/recepisse.tlog-proof'];
  const before = await Promise.all(published.map((address) => bytes(page, address)));

  expect(run('import', 'campaign', nextFile(folder))).toContain('« suivante » est importée, et préparée');
  expect(run('campaign', 'list')).toMatch(/demonstration\ten cours.*\nsuivante\tpréparée/);
  expect(() => run('campaign', 'open', next.slug), 'a vote is not put aside').toThrow(/ce vote n’est pas encore clos/);

  for (const [at, address] of published.entries()) {
    expect(await bytes(page, address), address).toBe(before[at]);
    expect(await bytes(page, first + address), `${address}, below its lasting address`).toBe(before[at]);
  }
  await page.goto('/vote');
  await expect(page.getByRole('link', { name: 'Voir le récépissé' })).toBeVisible();
  await page.goto('/campagnes');
  await expect(page.getByRole('link', { name: 'Transformation numérique des territoires' })).toBeVisible();
  await expect(page.getByRole('link', { name: next.title })).toHaveCount(0);
  await enter(page, people.curator);
  await page.goto('/campagnes');
  await page.getByRole('main').getByRole('link', { name: next.title }).click();
  await heading(page, next.title);
  await expect(page.getByRole('main')).toContainText('Préparée');
  await end();
});

test('the next campaign opens, and last year’s is voted on, archived and applied to where it was', async ({ browser }) => {
  test.setTimeout(120_000);
  const { folder, page, run, end } = await site(browser);
  run('import', 'campaign', nextFile(folder));
  expect(run('campaign', 'open', next.slug)).toContain('est ouverte');
  expect(run('campaign', 'list')).toMatch(/^suivante\tannoncée, courante\ndemonstration\ten cours$/m);
  await expect(async () => {
    await page.goto('/');
    await heading(page, next.title);
  }).toPass(soon);

  // Its lists are its own; those of the first stay below its address, and its things keep theirs.
  await page.goto(`${first}/besoins`);
  await expect(page.getByRole('main')).toContainText('en cours');
  const need = page.getByRole('main').locator('a[href^="/besoins/0"]').first();
  const title = await need.innerText();
  await need.click();
  await heading(page, title);
  await expect(page.getByRole('navigation', { name: 'vous êtes ici' }).getByRole('link', { name: 'Besoins' })).toHaveAttribute(
    'href',
    `${first}/besoins`,
  );
  await page.goto('/besoins');
  await expect(page.getByRole('main').getByRole('link', { name: title, exact: true })).toHaveCount(0);

  // The vote of the first, which is not the current campaign: its notices and its pages lead there.
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFigeac);
  await page.goto('/');
  await page.getByRole('main').getByRole('link', { name: 'Voter' }).click();
  await expect(page).toHaveURL(`${first}/vote`);
  await page.getByLabel('Préparer et tenir un conseil sans rien recopier').check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await expect(page).toHaveURL(`${first}/vote/recepisse`);
  await expect(page.getByRole('main')).toContainText('Le bulletin est enregistré.');
  await page.goto('/vote');
  await expect(page.getByRole('main')).not.toContainText('Le bulletin de votre collectivité est enregistré');

  await moveClock(page, moments.result);
  await page.goto(`${first}/resultats`);
  await expect(page.getByRole('heading', { name: 'Projets retenus' })).toBeVisible();
  const archive = join(folder.path, 'vote.zip');
  await writeFile(archive, Buffer.from(await bytes(page, `${first}/resultats/archive.zip`), 'base64'));
  const said = execFileSync(executable, ['verify', archive], { cwd: folder.path, env: { PATH: process.env.PATH }, encoding: 'utf8' });
  expect(said).toContain('l’archive est en ordre');

  // Both at once: one takes applications, the other needs.
  await moveClock(page, moments.applications);
  await enter(page, people.mayorOfFigeac);
  await page.goto('/');
  const awaiting = page.getByRole('region', { name: 'Ce qui vous attend' });
  await expect(awaiting).toContainText('Transformation numérique des territoires');
  await awaiting.getByRole('link', { name: 'Candidater' }).first().click();
  await expect(page).toHaveURL(new RegExp(`${first}/enveloppes/`));
  await page.goto('/');
  await page.getByRole('main').getByRole('link', { name: 'Publier un besoin' }).click();
  await expect(page).toHaveURL('/besoins/nouveau');
  await page.getByLabel('Titre du besoin').fill('Un besoin de la campagne suivante');
  await page.getByRole('button', { name: 'Garder le brouillon' }).click();
  await expect(page.getByRole('status')).toContainText('Le brouillon est gardé.');
  await expect(page.getByRole('main')).not.toContainText('Campagne Transformation');
  await end();
});
