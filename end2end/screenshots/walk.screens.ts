import { resolve } from 'node:path';
import { enter, moments, moveClock, open, people } from '../demo';
import { test } from '../fixtures';

test.use({ story: 'screenshots' });

test('the main pages', async ({ page }, { project }) => {
  const picture = (name: string) =>
    page.screenshot({ path: resolve(__dirname, `../output/screenshots/${name}-${project.name}.png`), fullPage: true });
  const at = async (name: string, address: string) => {
    await page.goto(address);
    await picture(name);
  };
  await page.context().clearCookies();
  await moveClock(page, moments.census);
  await at('home', '/');
  await at('sign-in', '/connexion');
  await enter(page, people.mayorOfFigeac);
  await at('home-of-a-mayor', '/');
  await at('needs', '/besoins');
  await open(page, '/besoins?texte=appel', 'Un appel sur trois à la mairie reste sans réponse');
  await picture('need');
  await at('need-new', '/besoins/nouveau');
  await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
  await picture('need-refused');
  await at('groups', '/groupements');
  await at('account', '/compte');
  await page.getByRole('main').getByRole('link', { name: 'Figeac' }).click();
  await picture('collectivity');
  await enter(page, people.agentOfMorvan);
  await open(page, '/groupements', 'Tournées partagées du Centre-Est');
  await page.getByLabel('Collectivité à inviter').fill('saint leger');
  await page.getByRole('button', { name: 'Chercher' }).click();
  await picture('group-of-its-lead');
  await enter(page, people.curator);
  await at('curation', '/curation');
  await at('project-new', '/curation/projet');
  await at('projects', '/projets');
  await open(page, '/projets', 'Joindre sa mairie et être prévenu par elle');
  await picture('project');
  await at('help', '/aide');
  await at('not-found', '/nulle-part');
  await at('clock', '/demo/horloge');
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  await page.getByLabel('Connaître et remplir les rues commerçantes').check();
  await picture('vote');
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await picture('vote-review');
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await picture('vote-receipt');
  await moveClock(page, moments.result);
  await at('result', '/resultats');
  await at('comparison', '/resultats/comparaison');
  await at('rule', '/resultats/regle');
});
