import { enter, moments, moveClock, people } from '../demo';
import { payloads } from '../payloads';
import { expect, inspect, test } from '../typed';

test.use({ story: 'money-texts' });

const texts = payloads.filter(({ hidden }) => !hidden).map(({ text }) => text.replaceAll('\0', ''));
/** One that a field of one line takes as it is. */
const line = texts.find((text) => !/\s{2}|[\n\t]/.test(text))?.padEnd(30, '.') ?? '';
// The server's own log of what a policy had to stop must be empty at the end, as after every journey.
test('whatever is typed into an application is text, and only text, on every page of it', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/');
  await moveClock(page, moments.result);
  await moveClock(page, moments.applications);
  await enter(page, people.mayorOfFigeac);
  await page.goto('/enveloppes/ingenierie');
  await page.getByRole('button', { name: 'Candidater au nom de Figeac' }).click();
  await expect(page).toHaveURL(/\/modifier$/);
  const file = new URL(page.url()).pathname.replace('/modifier', '');

  /** Sends a form, and waits until the next page says what was done. */
  const send = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText(/C’est enregistré|Le message est envoyé/);
  };

  /** The page at an address: nothing foreign in it, and these texts, as text or in a field. */
  const open = async (address: string, shown: string[]) => {
    await page.goto(address);
    const values = await page
      .locator('input[type="text"], textarea')
      .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
    await inspect(
      page,
      shown.filter((text) => !values.some((value) => value.includes(text))),
    );
  };

  const parts = Array.from({ length: Math.ceil(texts.length / 15) }, (_, at) => texts.slice(at * 15, at * 15 + 15));
  for (const part of parts) {
    await page.goto(`${file}/modifier`);
    await page.getByLabel('Titre de la demande').fill(part[0]);
    await page.getByLabel('Ce que vous demandez').selectOption('Un diagnostic');
    await page.getByLabel('Ce que vous en attendez').fill(part.join('\n'));
    for (const [at, text] of part.slice(0, 2).entries()) {
      await page.getByLabel(`Dépense ${at + 1}, intitulé`).fill(text);
      await page.getByLabel(`Dépense ${at + 1}, montant en euros`).fill('6 000');
    }
    await send('Enregistrer');
    await open(`${file}/modifier`, part);
    await open(file, part);
  }

  // Typed in two places at once: what somebody else wrote is shown in the refusal.
  const other = await page.context().newPage();
  await other.goto(`${file}/modifier`);
  await page.goto(`${file}/modifier`);
  await page.getByLabel('Ce que vous en attendez').fill(parts[0].join('\n'));
  await page.getByLabel('Titre de la demande').fill(line);
  await send('Enregistrer');
  await other.getByLabel('Ce que vous en attendez').fill('Autre chose, écrite en même temps que la première.');
  await other.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await expect(other).toHaveTitle(/^Erreur/);
  await inspect(other);
  await expect(other.locator('#erreurs')).toContainText(parts[0][3]);
  // The page itself then shows both texts, with the choice: rendered by the server, put in place by the page's module.
  await expect(other.locator('[id="conflit.why"]')).toContainText(parts[0][3]);
  await inspect(other);

  await page.goto(file);
  await page.getByRole('button', { name: 'Déposer la candidature' }).click();
  await expect(page).toHaveURL(/recepisse$/);
  await open(`${file}/recepisse`, parts[0]);
  await enter(page, people.prefectureOfLot);
  await open('/instruction', [line]);
  await page.goto(file);
  await page.getByLabel('Votre message').fill(parts[1].join('\n'));
  await send('Envoyer');
  await open(file, parts[1]);
  await page.goto(file.replace('/candidatures', '/instruction'));
  await page.getByLabel('Non, aucun').check();
  await page.getByRole('button', { name: 'Répondre' }).click();
  await page.getByLabel('Refusée').check();
  await page.getByLabel('Motif').fill(parts[2].join('\n'));
  await send('Enregistrer sans décider');
  await expect(page.getByLabel('Refusée')).toBeChecked();
  await open(file.replace('/candidatures', '/instruction'), parts[2]);
  await open('/instruction/tableau?enveloppe=ingenierie', parts[2]);
  await open('/instruction/relecture?enveloppe=ingenierie', parts[2]);
  await page.getByRole('button', { name: 'Prendre cette décision' }).click();
  await enter(page, people.mayorOfFigeac);
  await open(file, [...parts[1], ...parts[2]]);
  await open(`${file}/lettre`, parts[2]);
  await open('/candidatures', [line]);
  await open('/avis', [line]);
});
