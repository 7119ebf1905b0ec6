import { enter, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { DataFolder, Server } from '../server';

test.use({ javaScriptEnabled: false });

test('a ballot that was acknowledged survives a server killed at once', async ({ browser }) => {
  const folder = await DataFolder.create();
  const first = await Server.start(folder);
  const context = await browser.newContext({ baseURL: first.address, javaScriptEnabled: false });
  const page = await context.newPage();
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  await page.getByLabel('Préparer et tenir un conseil sans rien recopier').check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await expect(page.getByRole('main')).toContainText('Le bulletin est enregistré.');
  await first.kill();
  const receipt = await page.getByRole('main').innerText();

  const second = await Server.start(folder);
  await page.goto(`${second.address}/vote/recepisse`);
  expect(await page.getByRole('main').innerText()).toBe(receipt);
  await context.close();
  await second.stop();
  await folder.remove();
});
