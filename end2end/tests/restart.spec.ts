import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enter, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { DataFolder, executable, Server } from '../server';

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

test('the executable, copied alone to an empty folder, serves pages, styles and scripts', async ({ browser }) => {
  const folder = await DataFolder.create();
  const program = join(folder.path, 'terreau');
  await copyFile(executable, program);
  const server = await Server.start(folder, { program });
  const context = await browser.newContext({ baseURL: server.address, javaScriptEnabled: true });
  const page = await context.newPage();
  const answers: string[] = [];
  page.on('response', (response) => answers.push(`${response.status()} ${response.headers()['content-type']}`));
  await page.goto('/groupements');
  // What a visitor's page loads in the browser: what proves a receipt.
  await page.goto('/journal');
  for (const kind of ['text/html', 'text/css', 'javascript', 'application/wasm']) {
    await expect.poll(() => answers.filter((answer) => answer.includes(kind)), kind).not.toEqual([]);
  }
  expect(answers.filter((answer) => !answer.startsWith('200'))).toEqual([]);
  await context.close();
  await server.stop();
  await folder.remove();
});
