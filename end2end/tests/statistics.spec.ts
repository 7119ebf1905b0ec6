import type { Page } from '@playwright/test';
import { enter, heading, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { phone, sound } from '../sound';

test.use({ story: 'statistics', viewport: phone });

/** The lines of a table as programs read it: what each column says, under its name. */
async function lines(page: Page, par: string): Promise<Record<string, string>[]> {
  const answer = await page.request.get(`/statistiques.csv?par=${par}`);
  expect(answer.status()).toBe(200);
  const [heads = '', ...rows] = (await answer.text()).trim().split('\r\n');
  const names = heads.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, at) => [names[at] ?? '', cell])));
}

test('the figures are drawn, told in tables, downloaded, printed on two sheets, and sent by mail to who wants them', async ({ page }) => {
  await moveClock(page, moments.result);
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Statistiques' }).click();
  await heading(page, 'Statistiques');
  await expect(page.getByRole('img', { name: /Carte des collectivités qui participent/ })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Collectivités qui participent, par taille' })).toBeVisible();
  await page.getByRole('main').locator('summary').nth(1).click();
  await expect(page.getByRole('rowheader', { name: 'Intercommunalités' })).toBeVisible();
  await sound(page);

  // Each breakdown adds up to the same whole, and is in the page as it is in the file.
  for (const par of ['nature', 'taille', 'region', 'departement']) {
    const all = await lines(page, par);
    const total = all.pop();
    for (const column of ['participating', 'needs', 'supports', 'voted', 'applications']) {
      const sum = all.reduce((sum, line) => sum + Number(line[column]), 0);
      expect(sum, `${column} by ${par}`).toBe(Number(total?.[column]));
    }
    expect(Number(total?.voted)).toBeGreaterThan(0);
  }
  expect((await lines(page, 'semaine')).length).toBeGreaterThan(3);
  // Ballots bear names in this campaign: who voted is told, and never what.
  const voters = await lines(page, 'votants');
  expect(voters.length).toBeGreaterThan(0);
  expect(Object.keys(voters[0] ?? {})).toEqual(['siren', 'name', 'kind', 'departement', 'region']);
  expect((await page.request.get('/statistiques.csv?par=autre')).status()).toBe(404);

  await page.getByRole('link', { name: 'Deux pages à imprimer' }).click();
  await expect(page.getByRole('region', { name: 'Seconde page' })).toBeVisible();
  await sound(page);
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);

  await enter(page, people.observer);
  await page.goto('/compte');
  await page.getByRole('button', { name: 'Les recevoir chaque lundi' }).click();
  await expect(page.getByRole('button', { name: 'Ne plus les recevoir' })).toBeVisible();
  await page.getByRole('button', { name: 'Ne plus les recevoir' }).click();
  await expect(page.getByRole('button', { name: 'Les recevoir chaque lundi' })).toBeVisible();

  await enter(page, people.curator);
  await page.goto('/curation');
  await page.getByRole('link', { name: 'Fonctionnement en chiffres' }).click();
  await heading(page, 'Fonctionnement de la plateforme');
  await page.getByRole('link', { name: /^90/ }).click();
  await sound(page);
});
