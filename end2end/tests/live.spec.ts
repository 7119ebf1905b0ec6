import type { Page } from '@playwright/test';
import { enter, heading, moments, moveClock, open, people, row } from '../demo';
import { expect, test } from '../fixtures';

test.use({ story: 'live' });

const morvan = 'Tournées partagées du Centre-Est';

/** What moves on the page listens. */
async function alive(page: Page): Promise<void> {
  await expect(page.locator('html[data-ready]')).toBeAttached();
}

test('collectivités show up as one types, whatever accents and hyphens', async ({ page }) => {
  await enter(page, people.agentOfMorvan);
  await open(page, '/groupements', morvan);
  await alive(page);
  const address = page.url();
  for (const typed of ['saint leger sous beuvray', 'Saint-Léger-sous-Beuvray', 'SAINT LÉGER sous beuv']) {
    await page.getByLabel('Collectivité à inviter').fill(typed);
    await expect(page.getByRole('button', { name: 'Inviter Saint-Léger-sous-Beuvray' })).toBeVisible();
    await page.getByLabel('Collectivité à inviter').fill('zzzz');
    await expect(page.getByText('Aucune collectivité trouvée.')).toBeVisible();
    await expect(page.locator('[data-results]').getByRole('button', { name: /^Inviter/ })).toHaveCount(0);
  }
  expect(page.url()).toBe(address);
  await page.getByLabel('Collectivité à inviter').fill('71550');
  await page.getByRole('button', { name: 'Inviter Anost' }).click();
  await expect(row(page, 'Anost')).toContainText('Invitée, réponse attendue');
});

test('the meter follows when the member that was lacking is accepted elsewhere', async ({ page, browser, baseURL }) => {
  await enter(page, people.mayorOfFigeac);
  await open(page, '/groupements', morvan);
  await alive(page);
  await expect(page.getByRole('main')).toContainText('Pas encore éligible');

  const elsewhere = await browser.newContext({ baseURL });
  const lead = await elsewhere.newPage();
  await enter(lead, people.agentOfMorvan);
  await open(lead, '/groupements', morvan);
  await row(lead, 'Grand Autunois Morvan').getByRole('button', { name: 'Accepter' }).click();
  await expect(lead.getByRole('main')).toContainText(/habitants pour 500\s000 demandés/);
  await elsewhere.close();

  await expect(page.getByRole('main')).toContainText(/habitants pour 500\s000 demandés/);
});

test('the total of a ballot follows the boxes', async ({ page }) => {
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  await alive(page);
  const total = page.getByRole('status');
  const aid = page.getByLabel('Suivre une aide de la recherche au versement');
  const council = page.getByLabel('Préparer et tenir un conseil sans rien recopier');
  await expect(total).toContainText('0 projet choisi, 0 € en tout (enveloppe : 30 000 000 €)');
  await aid.check();
  await expect(total).toContainText('1 projet choisi, 900 000 € en tout');
  await council.check();
  await expect(total).toContainText('2 projets choisis, 4 000 000 € en tout');
  await aid.uncheck();
  await expect(total).toContainText('1 projet choisi, 3 100 000 € en tout');

  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await heading(page, 'Relisez le bulletin de Felletin');
  await page.goBack();
  await alive(page);
  const ticked = await page.getByRole('checkbox', { checked: true }).count();
  await expect(total).toContainText(new RegExp(`^${ticked}\\sprojet`));
});

test('the browser itself proves a receipt, pasted or dropped, and refuses one that was changed', async ({ page }) => {
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  await page.getByLabel('Suivre une aide de la recherche au versement').check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await heading(page, 'Récépissé de vote');
  const receipt = await (await page.request.get('/vote/recepisse.tlog-proof')).text();

  let sent = 0;
  page.on('request', (request) => (sent += Number(request.method() === 'POST')));
  await page.goto('/journal');
  const form = page.locator('[data-receipt][data-ready]');
  await expect(form).toBeVisible();
  const verdict = page.locator('[data-verdict]');
  const field = page.getByLabel('Contenu du fichier récépissé');
  await field.fill(receipt);
  await page.getByRole('button', { name: 'Vérifier' }).click();
  await expect(verdict).toContainText('Ce bulletin est dans le journal');
  await expect(verdict).toContainText('Votre navigateur l’a calculé lui-même');
  await expect(verdict.getByRole('listitem')).toHaveText('Suivre une aide de la recherche au versement');

  await field.fill(receipt.replace(/index \d+/, 'index 999'));
  await page.getByRole('button', { name: 'Vérifier' }).click();
  await expect(verdict).toContainText('Ce récépissé n’est pas prouvé');
  await expect(verdict).toContainText('le bulletin n’est pas dans le journal signé');

  const dropped = await page.evaluateHandle((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'recepisse.tlog-proof', { type: 'text/plain' }));
    return files;
  }, receipt);
  await page.setViewportSize({ width: 390, height: 844 });
  await form.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(verdict).toContainText('Ce bulletin est dans le journal');
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content, 'the page scrolls sideways').toBeLessThanOrEqual(window);
  expect(sent).toBe(0);
});
