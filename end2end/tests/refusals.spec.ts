import { enter, heading, moments, moveClock, people, preview } from '../demo';
import { expect, test } from '../fixtures';
import { DataFolder, Server } from '../server';

test.use({ story: 'refusals' });

test('markup in every field of a need comes back as text, and nothing of it runs', async ({ page }) => {
  const attack = `</textarea></title><script>document.title='mordu'</script>"><img src=x onerror="document.title='mordu'">`;
  const shown = async () => {
    await expect(page).not.toHaveTitle('mordu');
    await expect(page.locator('script:not([src^="/pkg/"]), img')).toHaveCount(0);
  };
  await enter(page, people.mayorOfFigeac);
  await page.goto('/besoins/nouveau');
  for (const field of ['Le problème, avec vos mots', 'Qui en souffre', 'Ce qui existe déjà']) {
    await page.getByLabel(field).fill(`${field} ${attack}`);
  }
  await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  for (const field of ['Le problème, avec vos mots', 'Qui en souffre', 'Ce qui existe déjà']) {
    await expect(page.getByLabel(field)).toHaveValue(`${field} ${attack}`);
  }
  await shown();

  const title = `</title><script>document.title='mordu'</script>`;
  await page.getByLabel('Titre du besoin').fill(title);
  await page.getByLabel('Thème').selectOption('Communication avec les habitants');
  await page.getByLabel('Urgent').check();
  await preview(page);
  await heading(page, title);
  await shown();
  await page.getByRole('button', { name: 'Publier' }).click();
  await heading(page, title);
  for (const field of ['Le problème, avec vos mots', 'Qui en souffre', 'Ce qui existe déjà']) {
    await expect(page.getByRole('main')).toContainText(`${field} ${attack}`);
  }
  await shown();
  await page.getByRole('link', { name: 'Modifier', exact: true }).click();
  await expect(page.getByLabel('Titre du besoin')).toHaveValue(title);
  await shown();

  const address = page.url().replace('/modifier', '');
  await enter(page, people.deputyOfDie);
  await page.goto(address);
  await page.getByLabel('Votre phrase').fill(attack);
  await page.getByRole('button', { name: 'Nous avons aussi ce besoin' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Die (26)' })).toContainText(attack);
  await shown();
  for (const list of ['/', '/besoins']) {
    await page.goto(list);
    await expect(page.getByRole('link', { name: title })).toBeVisible();
    await shown();
  }
});

test('a search for markup comes back as text', async ({ page }) => {
  const attack = `"><script>document.title='mordu'</script>`;
  await page.goto(`/besoins?texte=${encodeURIComponent(attack)}`);
  await expect(page.getByLabel('Mots recherchés')).toHaveValue(attack);
  await expect(page).toHaveTitle(/^Besoins/);
  await expect(page.locator('script', { hasText: 'mordu' })).toHaveCount(0);
});

test('a form sent from another site is refused, and changes nothing', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  const answer = await page.request.post('/deconnexion', { headers: { origin: 'https://example.org' }, form: {} });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain('envoyé depuis un autre site');
  await page.goto('/compte');
  await heading(page, 'Votre compte');
});

test('a form that is too large is refused in French', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  const answer = await page.request.post('/besoins/brouillon', { form: { title: 'Un titre', problem: 'a'.repeat(300_000) } });
  expect(answer.status()).toBe(413);
  expect(await answer.text()).toContain('Le formulaire dépasse la taille permise');
});

test('another collectivité’s draft is not found, and curation is denied to an élue', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  await page.goto('/besoins/nouveau');
  await page.getByLabel('Titre du besoin').fill('Un brouillon que personne d’autre ne lit');
  await page.getByRole('button', { name: 'Garder le brouillon' }).click();
  await heading(page, 'Un brouillon que personne d’autre ne lit');
  const need = page.url().replace('/modifier', '');
  await enter(page, people.deputyOfDie);
  for (const address of [need, `${need}/apercu`, `${need}/modifier`, `${need}/versions`]) {
    expect((await page.goto(address))?.status(), address).toBe(404);
    await heading(page, 'Page introuvable');
  }
  expect((await page.goto('/curation'))?.status()).toBe(403);
  await heading(page, 'Accès refusé');
});

test('outside the census a need is refused with the reason and the calendar', async ({ page }) => {
  await moveClock(page, moments.betweenCensusAndVote);
  await enter(page, people.mayorOfFigeac);
  await expect(page.getByRole('link', { name: 'Publier un besoin' })).toHaveCount(0);
  await page.goto('/besoins/nouveau');
  await expect(page.getByRole('main')).toContainText('Le recensement des besoins n’est pas ouvert');
  await expect(page.getByRole('main')).toContainText(/Il est ouvert du .+ au .+ à 23\sh\s59, heure de Paris/);
  await expect(page.getByRole('textbox')).toHaveCount(0);

  const sent = await page.request.post('/besoins/brouillon', {
    form: { page: '/besoins/nouveau', id: '01a20000-0000-7000-8000-000000000001', title: 'Trop tard pour ce besoin' },
  });
  expect(sent.status()).toBe(422);
  expect(await sent.text()).toContain('le recensement des besoins n’est pas ouvert');
  await page.goto('/besoins?texte=tard');
  await expect(page.getByRole('link', { name: 'Trop tard pour ce besoin' })).toHaveCount(0);
});

test('a demonstration clock cannot leave the campaign', async ({ page }) => {
  await page.goto('/demo/horloge');
  await page.getByLabel('Date', { exact: true }).fill('1999-12-31');
  await page.getByRole('button', { name: 'Aller à ce moment' }).click();
  await expect(page).toHaveTitle(/^Erreur/);
  await expect(page.getByRole('alert')).toContainText('Choisissez un moment de la campagne');
  await expect(page.getByLabel('Date', { exact: true })).toHaveValue('1999-12-31');
});

test('without --demo nothing of the demonstration is there, and nobody can sign in', async ({ browser }) => {
  const folder = await DataFolder.create();
  const server = await Server.start(folder, { demo: false });
  const context = await browser.newContext({ baseURL: server.address });
  const page = await context.newPage();
  for (const address of ['/demo/horloge', '/demo/connexion']) {
    expect((await context.request.post(address, { form: { persona: 'maire-figeac', date: '2021-03-01', time: '10:00' } })).status()).toBe(
      404,
    );
    expect((await page.goto(address))?.status()).toBe(404);
    await heading(page, 'Page introuvable');
  }
  await page.goto('/connexion');
  await expect(page.getByRole('main')).toContainText('Aucune façon de se connecter n’est réglée sur ce serveur');
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await expect(page.getByText('Démonstration')).toHaveCount(0);
  await context.close();
  await server.stop();
  await folder.remove();
});
