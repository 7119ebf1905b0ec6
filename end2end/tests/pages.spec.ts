import type { Page } from '@playwright/test';
import { assessors, enter, heading, moments, moveClock, open, people, preview } from '../demo';
import { expect, test } from '../fixtures';
import { desktop, phone, sound } from '../sound';

// On a phone, where less is on the screen; what is found is looked at on a desktop, too.
test.use({ story: 'pages', viewport: phone });

type Visit = (page: Page) => Promise<unknown>;

const at =
  (address: string): Visit =>
  (page) =>
    page.goto(address);
const opened =
  (list: string, title: string): Visit =>
  (page) =>
    open(page, list, title);
const as =
  (person: string, visit: Visit): Visit =>
  async (page) => {
    await enter(page, person);
    await visit(page);
  };

/** What every page owes to everybody, with a screen reader, a keyboard or a phone. */
async function inspect(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page).toHaveTitle(/\S.* – /);
  await expect(page.getByRole('main')).toHaveCount(1);
  const skip = page.getByRole('link', { name: 'Contenu', exact: true });
  await expect(page.locator((await skip.getAttribute('href')) ?? 'no-target')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.setViewportSize(desktop);
  await expect(skip).toBeInViewport();
  await page.setViewportSize(phone);

  await sound(page);
}

function walk(pages: Record<string, Visit>): void {
  for (const [name, visit] of Object.entries(pages)) {
    test(`${name} is sound`, async ({ page }) => {
      await visit(page);
      await inspect(page);
    });
  }
}

/** A page of the collectivité of whoever is signed in, from their account. */
const ownPage =
  (name: string): Visit =>
  async (page) => {
    await page.goto('/compte');
    await page.getByRole('main').getByRole('link', { name, exact: true }).click();
  };

const need = 'Un appel sur trois à la mairie reste sans réponse';
const refuse =
  (button: string): Visit =>
  async (page) => {
    await page.getByRole('button', { name: button }).click();
    await expect(page).toHaveTitle(/^Erreur/);
  };

test.describe('during the census', () => {
  test.beforeAll(async ({ browser, server }) => {
    const page = await browser.newPage({ baseURL: server.address });
    await moveClock(page, moments.census);
    await page.close();
  });

  walk({
    'the home page': at('/'),
    'the home page of an élue': as(people.mayorOfFigeac, at('/')),
    'the sign-in page': at('/connexion'),
    'the demonstration clock': at('/demo/horloge'),
    'the components': at('/demo/composants'),
    'the help page': at('/aide'),
    'a page of help': at('/aide/bon-besoin'),
    'the list of needs': at('/besoins'),
    'a list without needs': at('/besoins?texte=introuvable'),
    'a need': opened('/besoins?texte=appel', need),
    'a need to support': as(people.mayorOfFelletin, opened('/besoins?texte=appel', need)),
    'a need of one’s own': as(people.mayorOfFigeac, opened('/besoins?texte=appel', need)),
    'a need to curate': as(
      people.curator,
      opened('/besoins?texte=nacelle', 'Chaque commune achète une nacelle qui sert quatre jours par an'),
    ),
    'a discussion': as(people.mayorOfFelletin, async (page) => {
      await opened('/besoins?texte=appel', need)(page);
      await page.getByRole('link', { name: /la discussion$/ }).click();
      await heading(page, 'Discussion');
    }),
    'the moderation': as(people.curator, at('/moderation')),
    'the form of a need': as(people.mayorOfFigeac, at('/besoins/nouveau')),
    'the form of a need, refused': as(people.mayorOfFigeac, async (page) => {
      await page.goto('/besoins/nouveau');
      await refuse('Enregistrer et voir l’aperçu')(page);
    }),
    'the preview of a need': as(people.mayorOfFigeac, async (page) => {
      await page.goto('/besoins/nouveau');
      await page.getByLabel('Titre du besoin').fill('Un besoin relu avant d’être publié');
      await page.getByLabel('Le problème, avec vos mots').fill('Les demandes arrivent par cinq chemins, et se perdent.');
      await page.getByLabel('Qui en souffre').fill('Les habitants');
      await page.getByLabel('Thème').selectOption('Accompagnement social');
      await page.getByLabel('Urgent').check();
      await preview(page);
      await heading(page, 'Un besoin relu avant d’être publié');
    }),
    'the needs near a draft': as(people.mayorOfFelletin, async (page) => {
      await page.goto('/besoins/nouveau');
      await page.getByLabel('Titre du besoin').fill('Personne ne décroche quand on appelle la mairie');
      await page.getByLabel('Le problème, avec vos mots').fill('Un appel sur trois reste sans réponse aux heures de pointe.');
      await page.getByLabel('Qui en souffre').fill('Les habitants');
      await page.getByLabel('Thème').selectOption('Relation avec les usagers');
      await page.getByLabel('Urgent').check();
      await page.getByRole('button', { name: 'Enregistrer et voir l’aperçu' }).click();
      await heading(page, 'Quelqu’un l’a peut-être déjà dit');
    }),
    'the search': at('/recherche'),
    'what a search found': at('/recherche?texte=appels'),
    'a search that found nothing': at('/recherche?texte=xylophone'),
    'a search of needs alone': at('/recherche?texte=appels&genre=besoins'),
    'what is near nobody yet': at('/pres-de-chez-vous?chercher=Cahors'),
    'what is near one’s collectivité': as(people.mayorOfFigeac, at('/pres-de-chez-vous')),
    'one part of what is near': at('/pres-de-chez-vous?siren=214601023&voir=besoins'),
    'the list of groups': at('/groupements'),
    'the form of a group without a need': as(people.mayorOfFigeac, at('/groupements/nouveau')),
    'a group': opened('/groupements', 'Îles et îlets'),
    'a group for its lead': as(people.agentOfMorvan, opened('/groupements', 'Tournées partagées du Centre-Est')),
    'a filed group': opened('/groupements', 'Solidarités rurales'),
    'the list of projects': at('/projets'),
    'a project': opened('/projets', 'Joindre sa mairie et être prévenu par elle'),
    'the vote before it opens': at('/vote'),
    'the results before the close': at('/resultats'),
    'the rule of the vote': at('/resultats/regle'),
    'the rule to freeze': as(people.curator, at('/curation/regle')),
    'the log before the vote': at('/journal'),
    'a collectivité': async (page) => {
      await open(page, '/besoins?texte=appel', need);
      await page.getByRole('main').getByRole('link', { name: 'Figeac (46)', exact: true }).click();
    },
    'a collectivité for its own people': as(people.mayorOfFigeac, async (page) => {
      await page.goto('/compte');
      await page.getByRole('main').getByRole('link', { name: 'Figeac' }).click();
    }),
    'one’s account': as(people.mayorOfFigeac, at('/compte')),
    'the history of one’s acts': as(people.mayorOfFigeac, at('/compte/historique')),
    'asking to act for a collectivité': as(people.curator, at('/compte/rattachement?chercher=Cahors')),
    'a request, refused': as(people.curator, async (page) => {
      await page.goto('/compte/rattachement?chercher=Cahors');
      await page.getByRole('main').getByRole('link', { name: 'Cahors', exact: true }).click();
      await refuse('Demander')(page);
    }),
    'what happens after a request': as(people.curator, at('/compte/rattachement/suite')),
    'before one’s account is deleted': as(people.mayorOfFigeac, at('/compte/supprimer')),
    'the people of a collectivité': as(people.mayorOfFigeac, ownPage('Personnes et mandat')),
    'a mandate, refused': as(people.mayorOfFigeac, async (page) => {
      await ownPage('Personnes et mandat')(page);
      await refuse('Donner le mandat')(page);
    }),
    'the history of a collectivité': as(people.agentOfFigeac, ownPage('Historique')),
    'requests for curators': as(people.curator, at('/curation/rattachements')),
    'somebody attached by hand, refused': as(people.curator, async (page) => {
      await page.goto('/curation/rattachements');
      await refuse('Rattacher')(page);
    }),
    'a list of members, refused': as(people.curator, async (page) => {
      await page.goto('/curation/rattachements');
      await refuse('Importer')(page);
    }),
    'acts that take two': as(people.curator, at('/actes-a-deux')),
    'the people of a collectivité for curators': as(people.curator, async (page) => {
      await open(page, '/besoins?texte=appel', need);
      await page.getByRole('main').getByRole('link', { name: 'Figeac (46)', exact: true }).click();
      await page.getByRole('main').getByRole('link', { name: 'Personnes et mandat de vote' }).click();
    }),
    'an agreement that nobody waits for': at('/accord/0'),
    'the administration': as(people.administrator, at('/administration')),
    'a role, refused': as(people.administrator, async (page) => {
      await page.goto('/administration');
      await refuse('Donner le rôle')(page);
    }),
    'an invitation': as(people.administrator, at('/administration/invitation')),
    'the whole trace': as(people.administrator, at('/administration/trace?acte=need_published')),
    'a sign-in by mail, refused': async (page) => {
      await page.goto('/connexion');
      await page.getByLabel('Adresse de courriel professionnelle').fill('figeac');
      await refuse('Recevoir un lien de connexion')(page);
    },
    'where a code is typed, refused': async (page) => {
      await page.goto('/connexion/courriel');
      await refuse('Se connecter')(page);
    },
    'a link that is none': at('/connexion/lien/0'),
    'an answer that nobody waits for': at('/rattachement/0'),
    'the way to write to the team': at('/contact'),
    'a message to the team, after the help': at('/contact?texte=mandat'),
    'a message to the team, refused': async (page) => {
      await page.goto('/contact?etape=ecrire');
      await refuse('Envoyer le message')(page);
    },
    'the help that was searched': at('/aide?texte=groupement'),
    'the messages to the team': as(people.curator, at('/administration/contact')),
    'the answers that are kept': as(people.curator, at('/administration/contact/reponses')),
    'the texts of the site': as(people.administrator, at('/administration/textes')),
    'a text of the site': as(people.administrator, at('/administration/textes/mentions-legales')),
    'a text of the site, previewed': as(people.administrator, async (page) => {
      await page.goto('/administration/textes/accessibilite');
      await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
      await page.getByRole('heading', { name: 'Aperçu, non enregistré' }).waitFor();
    }),
    'the choice of a view': as(people.administrator, at('/administration/voir-comme')),
    'the legal notices': at('/mentions-legales'),
    'personal data': at('/donnees-personnelles'),
    accessibility: at('/accessibilite'),
    'one’s notices': as(people.agentOfFigeac, at('/avis')),
    'the curators’ desk': as(people.curator, at('/curation')),
    'how far the curators are': as(people.curator, at('/curation/avancement')),
    'the curators’ acts': as(people.curator, at('/curation/lots')),
    'the catalogue of services': at('/services'),
    'the catalogue of services for curators': as(people.curator, at('/curation/services')),
    'a list of services, refused': as(people.curator, async (page) => {
      await page.goto('/curation/services');
      await refuse('Lire cette liste')(page);
    }),
    'a project with the lines of its cost': opened('/projets', 'Du signalement de l’habitant à la réparation'),
    'the committee': as(people.curator, at('/curation/comite')),
    'the committee for an observer': as(people.observer, at('/curation/comite')),
    'needs that look alike': as(people.curator, at('/curation/rapprochements')),
    'the whole pile': as(people.curator, at('/curation/pile')),
    'needs to merge': as(people.curator, at('/curation/besoins/rejoindre')),
    'the form of a project, refused': as(people.curator, async (page) => {
      await page.goto('/curation/projet');
      await refuse('Enregistrer le projet')(page);
    }),
  });

  for (const address of ['/nulle-part', '/besoins/nulle-part', '/groupements/1', '/projets/x', '/collectivites/123', '/pkg/rien.js']) {
    test(`${address} is an error page in French with a way on`, async ({ page }) => {
      expect((await page.goto(address))?.status()).toBe(404);
      await heading(page, 'Page introuvable');
      await inspect(page);
      await page.getByRole('main').getByRole('link', { name: 'Retour à l’accueil' }).click();
      await expect(page).toHaveURL('/');
    });
  }

  for (const address of ['/vote/verification', '/besoins/brouillon', '/deconnexion']) {
    test(`${address}, meant for forms, is not found when it is opened`, async ({ page }) => {
      expect((await page.goto(address))?.status()).toBe(404);
      await inspect(page);
      await expect(page.getByRole('main').getByRole('link', { name: 'Retour à l’accueil' })).toBeVisible();
    });
  }

  test('a page for people signed in asks to sign in', async ({ page }) => {
    expect((await page.goto('/compte'))?.status()).toBe(403);
    await heading(page, 'Connexion nécessaire');
    await inspect(page);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await heading(page, 'Se connecter');
  });

  test('a page for others is refused in French with a way on', async ({ page }) => {
    await enter(page, people.mayorOfFigeac);
    expect((await page.goto('/curation'))?.status()).toBe(403);
    await heading(page, 'Accès refusé');
    await inspect(page);
    await expect(page.getByRole('main').getByRole('link', { name: 'Retour à l’accueil' })).toBeVisible();
  });
});

test.describe('during the vote', () => {
  test.beforeAll(async ({ browser, server }) => {
    const page = await browser.newPage({ baseURL: server.address });
    await moveClock(page, moments.voteOpens);
    await page.close();
  });

  const paper: Visit = as(people.mayorOfFelletin, at('/vote'));
  const review: Visit = async (page) => {
    await paper(page);
    await page.getByLabel('Connaître et remplir les rues commerçantes').check();
    await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
    await heading(page, 'Relisez le bulletin');
  };

  walk({
    'the home page of an élu who votes': as(people.mayorOfFelletin, at('/')),
    'the vote for a visitor': at('/vote'),
    'the ballot paper': paper,
    'the log of the vote': at('/journal'),
    'the frozen rule for curators': as(people.curator, at('/curation/regle')),
    'the ballot paper, refused': async (page) => {
      await paper(page);
      for (const box of await page.getByRole('checkbox', { checked: true }).all()) await box.uncheck();
      await refuse('Relire avant de déposer')(page);
    },
    'the ballot paper of an agent': as(people.agentOfFigeac, at('/vote')),
    'the review of a ballot': review,
    'the receipt of a ballot': async (page) => {
      await review(page);
      await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
      await heading(page, 'Récépissé');
    },
    'the mails of a collectivité that voted': as(people.mayorOfFelletin, async (page) => {
      await page.goto('/demo/courriels');
      await expect(page.getByRole('main')).toContainText('Récépissé du bulletin de Felletin');
    }),
    'the turnout': at('/vote/participation'),
    'the form of a need outside the census': as(people.mayorOfFigeac, at('/besoins/nouveau')),
  });
});

test.describe('after the close', () => {
  test.beforeAll(async ({ browser, server }) => {
    const page = await browser.newPage({ baseURL: server.address });
    await moveClock(page, moments.result);
    await page.close();
  });

  walk({
    'the result': at('/resultats'),
    'the rule tried on ballots drawn at random': at('/simulation?bulletins=200&tirage=7'),
    'the comparison of two counts': at('/resultats/comparaison'),
    'the vote, closed': as(people.mayorOfFigeac, at('/vote')),
    'the curators’ desk, closed': as(people.curator, at('/curation')),
  });
});

test.describe('during the applications', () => {
  test.beforeAll(async ({ browser, server }) => {
    const page = await browser.newPage({ baseURL: server.address });
    await moveClock(page, moments.result);
    await moveClock(page, moments.applications);
    await page.close();
  });

  /** A draft of Figeac, begun once; its address is found again on the list. */
  const draft: Visit = async (page) => {
    await page.goto('/enveloppes/ingenierie');
    await page.getByRole('button', { name: 'Candidater au nom de Figeac' }).click();
    if (!page.url().endsWith('/modifier')) {
      await page.goto('/candidatures');
      await page.getByRole('main').getByRole('link', { name: 'Ingénierie et formation', exact: true }).click();
      await page.getByRole('link', { name: 'Écrire la candidature' }).click();
    }
    await heading(page, 'Ingénierie et formation');
  };

  walk({
    'where the money stands': at('/enveloppes'),
    'where the money stands, for curators': as(people.curator, at('/enveloppes')),
    'a delegation, refused': as(people.curator, async (page) => {
      await page.goto('/enveloppes');
      await refuse('Enregistrer l’écriture')(page);
    }),
    'an envelope for a visitor': at('/enveloppes/dematerialisation'),
    'an envelope closed to a group': as(people.agentOfNantes, at('/enveloppes/dematerialisation')),
    'a catalogue': as(people.mayorOfFelletin, at('/enveloppes/connecteurs')),
    'the projects to pilot': as(people.mayorOfFelletin, at('/enveloppes/co-construction')),
    'the applications of a collectivité': as(people.mayorOfFigeac, at('/candidatures')),
    'the form of an application': as(people.mayorOfFigeac, draft),
    'an application that is a draft': as(people.mayorOfFigeac, async (page) => {
      await draft(page);
      await page.goto(page.url().replace('/modifier', ''));
      await heading(page, 'Ingénierie et formation');
    }),
    'an application, refused': as(people.mayorOfFigeac, async (page) => {
      await draft(page);
      await page.goto(page.url().replace('/modifier', ''));
      await refuse('Déposer la candidature')(page);
    }),
    'the desk of those who handle applications': as(people.curator, at('/instruction')),
    'the desk of a prefecture': as(people.prefectureOfLot, at('/instruction')),
    'who signs the letters of a prefecture': as(people.prefectureOfLot, at('/instruction/prefecture')),
    'the table of a prefecture without files': as(people.prefectureOfLot, at('/instruction/tableau?enveloppe=ingenierie')),
    'decisions to be read, and none': as(people.prefectureOfLot, at('/instruction/relecture?enveloppe=ingenierie')),
    'a ranked list without files': as(people.curator, at('/instruction/decision?enveloppe=dematerialisation&vague=1')),
    'the files of an assessor': as(assessors[0], at('/evaluations')),
  });
});
