import { askFirst, enter, heading, moments, moveClock, people } from '../demo';
import { expect, test } from '../fixtures';
import { sound, soundWithScripts } from '../sound';

test.describe('by the pointer', () => {
  test('themes are put in another order, and the buttons do the same', async ({ page, browserFaults }) => {
    await enter(page, people.curator);
    await page.goto('/administration/campagnes');
    await page.getByText('À partir d’une campagne du site').click();
    const form = page.locator('details', { hasText: 'À partir d’une campagne du site' });
    await form.getByLabel('Campagne reprise').selectOption({ index: 1 });
    await form.getByLabel('Titre').fill('Dans un autre ordre');
    await form.getByLabel('Nom court').fill('autre-ordre');
    await form.getByRole('button', { name: 'Commencer' }).click();
    await heading(page, 'Dans un autre ordre');
    await sound(page);
    const themes = page.locator('[data-ordered="theme"]');
    const names = () => themes.locator('.t-entries > li > a').allTextContents();
    const before = await names();
    expect(before.length).toBeGreaterThan(3);

    const posts: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    const entry = (at: number) => themes.locator('.t-entries > li').nth(at);
    await entry(0)
      .locator('.t-grip')
      .dragTo(entry(2), { targetPosition: { x: 40, y: 30 } });
    await expect(themes.getByRole('status')).toHaveText('L’entrée est à sa nouvelle place.');
    const [first, second, third, ...others] = before;
    expect(await names()).toEqual([second, third, first, ...others]);
    expect(posts).toHaveLength(1);
    await expect(themes.getByRole('link', { name: first })).toBeFocused();
    await page.reload();
    expect(await names()).toEqual([second, third, first, ...others]);

    // A colleague changed the list meanwhile: it is refused, and the page says so.
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other
      .locator('[data-ordered="theme"]')
      .getByRole('button', { name: `Monter : ${first}` })
      .click();
    await expect(other.getByRole('main')).toContainText('C’est écrit');
    await entry(1)
      .locator('.t-grip')
      .dragTo(entry(0), { targetPosition: { x: 40, y: 2 } });
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await names()).toEqual([second, first, third, ...others]);
    // That the browser told of it is no fault.
    expect(browserFaults.splice(0)).toEqual([expect.stringMatching(/: 422$/)]);
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a newcomer votes in a training copy, and nothing of it is left', async ({ page }) => {
    const main = page.getByRole('main');
    const banner = page.getByRole('complementary', { name: 'Bac à sable' });
    await enter(page, people.curator);
    await page.goto('/administration/campagnes');
    await main
      .getByRole('button', { name: /^Créer un bac à sable/ })
      .first()
      .click();
    await expect(main).toContainText('Le bac à sable est prêt');
    await soundWithScripts(page);
    await main.getByRole('button', { name: /^Entrer/ }).click();
    await heading(page, 'Se connecter');
    await expect(banner).toContainText('rien de ce que vous faites ici ne compte');

    await enter(page, people.mayorOfFigeac);
    await page.goto('/besoins/nouveau');
    await main.getByLabel('Titre du besoin').fill('Un besoin pour s’exercer');
    await main.getByRole('button', { name: 'Garder le brouillon' }).click();
    await moveClock(page, moments.voteOpens);
    await expect(banner).toContainText('Ici, nous sommes le');
    await soundWithScripts(page);
    await page.goto('/vote');
    await main.getByRole('checkbox').first().check();
    await main.getByRole('button', { name: 'Relire avant de déposer' }).click();
    await main.getByRole('button', { name: 'Confirmer et déposer' }).click();
    await heading(page, 'Récépissé de vote');
    await moveClock(page, moments.result);
    await page.goto('/resultats');
    await expect(main.getByRole('heading', { level: 1 })).toBeVisible();

    await banner.getByRole('button', { name: 'Quitter le bac à sable' }).click();
    await heading(page, 'Préparer une campagne');
    await expect(banner).toHaveCount(0);
    await askFirst(page, 'Effacer');
    await expect(main).toContainText('Le bac à sable est effacé');
    await expect(main.getByRole('button', { name: /^Entrer/ })).toHaveCount(0);
  });
});
