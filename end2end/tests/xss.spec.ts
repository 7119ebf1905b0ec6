import type { Page, Response } from '@playwright/test';
import { enter, heading, moments, moveClock, people } from '../demo';
import { payloads } from '../payloads';
import { expect, inspect, look, test, watch } from '../typed';

// Many pages are opened: a small one is rendered sooner.
test.use({ story: 'xss', viewport: { width: 400, height: 300 } });
// One test writes what the others read.
test.describe.configure({ mode: 'serial' });

/** Text that every field takes: of at least thirty characters, and whatever runs before the slashes still runs. */
const long = (text: string) => (text.length < 30 ? `${text} //`.padEnd(30, '.') : text);

/** What the product keeps of a text: every kind of line end is one, and what shows nothing is taken out. */
const kept = (text: string) =>
  text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n').replace(/[\0-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff]/g, '');

/** Where the texts of a payload go: forms send identifiers along, so that they can be chosen here. */
const place = (number: number, text: string) => {
  const id = (kind: string) => `01a20000-0000-7000-8000-${kind}${String(number).padStart(11, '0')}`;
  return {
    number,
    text: long(kept(text)),
    draft: id('1'),
    need: id('2'),
    answered: id('3'),
    declined: id('4'),
    group: id('5'),
    project: id('6'),
  };
};
type Place = ReturnType<typeof place>;

const places = payloads.filter(({ hidden }) => !hidden).map(({ number, text }) => place(number, text));
const titles = places.map(({ text }) => text);
/** Needs and a group in plain words: forms that are refused stand on their pages. */
const plain = place(0, 'Personne ne sait qui ouvre la salle des fêtes');

/** For the addresses in the titles of tests. */
const some: Place = { ...plain, need: '…', answered: '…', declined: '…', group: '…' };

const alone = payloads.map(({ text }) => text);
/** Ten payloads in one text: where a page would take any of them for markup, that shows, and fewer are sent. */
const together = alone.flatMap((_, at) => (at % 10 === 0 ? alone.slice(at, at + 10).join(' ') : []));

const visitor = 'a visitor';
/** The collectivités whose pages show what their people wrote, and the two that are invited. */
const siren = { figeac: '214601023', lot: '224600015', morvan: '200067890' };
/** Communes of the Ain, for which nobody acts: one for each payload. */
const communes = (
  '210100012 210100020 210100046 210100053 210100061 210100079 210100087 210100095 210100103 210100111 210100129 210100137 210100145 200053668 210100160 210100178 210100194 210100210 210100228 210100236 210100244 200077220 210100269 210100277 210100285 210100293 210100301 210100319 210100327 200083863' +
  ' 210100343 210100350 200086411 210100376 210100384 210100400 210100418 210100426 210100434 210100442 210100459 210100467 210100475 210100491 210100509 210100517 210100525 210100533 210100541 210100566 210100574 210100582 210100608 210100616 210100624 210100632 210100640 210100657 210100665 210100673'
).split(' ');
/** What a need must have to be published, beside its texts. */
const choices = { theme: 'signalement', urgency: 'high' };

type Form = {
  who: string;
  /** Where it is sent. */
  address: (at: Place) => string;
  /** Fields of free text. */
  fields: string[];
  /** The other fields, so that the form is accepted. */
  otherFields?: (at: Place) => Record<string, string>;
  /** The pages on which the text shows once it is accepted, with who reads them. */
  whereItShows?: (at: Place) => [reader: string, address: string][];
  /** The page that the form stands on, where it is refused: there it shows again what was typed. */
  page?: (at: Place) => string;
  /** What is typed there; ten payloads at a time by default. */
  texts?: string[];
  /** Fields of that form for an amount, an address or an identifier: refused with any other text, which shows again. */
  strictFields?: string[];
  /** How many of the payloads are sent, where a person may not do it more often. */
  most?: number;
  /** Fields of that form that are chosen from a list: another text does not show again. */
  listFields?: string[];
};

const need = ['title', 'problem', 'affected', 'existing'];
const needLists = ['theme', 'urgency', 'programmes', 'boxes'];

/**
 * Every form that takes text, in an order in which they can be sent, with the buttons that make the text public. A form that is
 * added to the product is one more.
 */
const forms: Form[] = [
  {
    who: people.mayorOfFigeac,
    address: () => '/besoins/brouillon',
    fields: need,
    // A draft may be incomplete, and keeps what was chosen as it came.
    otherFields: (at) => ({ id: at.draft, theme: at.text, urgency: at.text, programmes: at.text, puis: 'garder' }),
    whereItShows: (at) => [
      [people.mayorOfFigeac, `/besoins/${at.draft}/apercu`],
      [people.mayorOfFigeac, `/besoins/${at.draft}/modifier`],
      [people.agentOfFigeac, `/collectivites/${siren.figeac}`],
    ],
    page: () => '/besoins/nouveau',
    texts: alone,
    listFields: needLists,
  },
  {
    who: people.mayorOfFigeac,
    address: () => '/besoins/brouillon',
    fields: need,
    otherFields: (at) => ({ ...choices, id: at.need }),
  },
  { who: people.mayorOfFigeac, address: (at) => `/besoins/${at.need}/publier`, fields: [] },
  {
    who: people.agentOfFigeac,
    address: (at) => `/besoins/${at.need}/texte`,
    fields: need,
    otherFields: () => ({ ...choices, urgency: 'low', version: '1' }),
    whereItShows: (at) => [
      [visitor, `/besoins/${at.need}`],
      [visitor, `/besoins/${at.need}/versions`],
      [visitor, `/besoins?texte=${encodeURIComponent(at.text)}`],
      [visitor, `/collectivites/${siren.figeac}`],
      [people.curator, '/curation'],
      [people.curator, `/curation/projet?${places.map(({ need }) => `besoin=${need}`).join('&')}`],
    ],
    page: (at) => `/besoins/${at.need}/modifier`,
    listFields: needLists,
  },
  {
    who: people.deputyOfDie,
    address: (at) => `/besoins/${at.need}/soutenir`,
    fields: ['sentence'],
    whereItShows: (at) => [[visitor, `/besoins/${at.need}`]],
    page: (at) => `/besoins/${at.need}`,
  },
  {
    who: people.agentOfFigeac,
    address: (at) => `/besoins/${at.need}/groupement`,
    fields: ['name', 'purpose'],
    otherFields: (at) => ({ id: at.group }),
    whereItShows: (at) => [
      [visitor, '/groupements'],
      [visitor, `/besoins/${at.need}`],
      [visitor, `/groupements/${at.group}`],
      [people.curator, '/curation/projet'],
    ],
    page: (at) => `/besoins/${at.need}`,
  },
  {
    who: people.agentOfFigeac,
    address: (at) => `/groupements/${at.group}/inviter`,
    fields: [],
    // Two are invited: each reads the latest fifty notices.
    otherFields: (at) => ({ siren: at.number % 2 ? siren.lot : siren.morvan }),
    whereItShows: (at) => {
      const [invited, own] = at.number % 2 ? [people.agentOfLot, siren.lot] : [people.agentOfMorvan, siren.morvan];
      return ['/', '/avis', `/collectivites/${own}`].map((address) => [invited, address]);
    },
  },
  {
    who: people.presidentOfMontSaintMichel,
    address: () => '/besoins/brouillon',
    fields: need,
    otherFields: (at) => ({ ...choices, id: at.answered }),
  },
  { who: people.presidentOfMontSaintMichel, address: (at) => `/besoins/${at.answered}/publier`, fields: [] },
  {
    who: people.curator,
    address: () => '/curation/projet',
    fields: ['title', 'summary', 'carrier_service', 'benefits'],
    otherFields: (at) => ({
      id: at.project,
      needs: at.answered,
      carrier_group: at.number % 2 ? at.group : '',
      cost: '1000',
      source: `https://example.org/?${at.text}`,
    }),
    whereItShows: (at) => [
      // She reads the latest fifty notices.
      ...(at.number > 20 ? ([[people.presidentOfMontSaintMichel, '/avis']] as [string, string][]) : []),
      [people.curator, '/curation'],
      [people.curator, `/curation/projet?id=${at.project}`],
    ],
    page: (at) => `/curation/projet?besoin=${at.answered}`,
    strictFields: ['cost', 'source'],
    listFields: ['priority', 'boxes'],
  },
  {
    who: people.curator,
    address: (at) => `/curation/projets/${at.project}/scrutin`,
    fields: [],
    whereItShows: (at) => [
      [visitor, '/projets'],
      [visitor, `/projets/${at.project}`],
      [visitor, `/besoins/${at.answered}`],
      [people.curator, '/curation/regle'],
    ],
  },
  {
    who: people.mayorOfFelletin,
    address: () => '/besoins/brouillon',
    fields: need,
    otherFields: (at) => ({ ...choices, id: at.declined }),
  },
  { who: people.mayorOfFelletin, address: (at) => `/besoins/${at.declined}/publier`, fields: [] },
  {
    who: people.curator,
    address: (at) => `/curation/besoins/${at.declined}/ecarter`,
    fields: ['reason'],
    whereItShows: (at) => [[visitor, `/besoins/${at.declined}`]],
    page: (at) => `/besoins/${at.declined}`,
  },
  {
    who: people.curator,
    address: (at) => `/curation/besoins/${at.need}/notes`,
    fields: ['note'],
    whereItShows: (at) => [[people.curator, `/curation?lire=${at.need}`]],
    page: (at) => `/curation?lire=${at.need}`,
    listFields: ['mention'],
  },
  {
    who: people.curator,
    address: () => '/compte/rattachement',
    fields: ['evidence'],
    otherFields: (at) => ({ siren: communes[at.number], capacity: 'agent', title: 'Secrétaire de mairie' }),
    whereItShows: (at) => [
      [people.curator, '/curation/rattachements'],
      [people.curator, `/collectivites/${communes[at.number]}/personnes`],
    ],
    page: () => `/compte/rattachement?siren=${communes[0]}`,
    // Three requests of a person wait at once.
    most: 3,
  },
  {
    who: people.curator,
    address: () => '/administration/contact/reponses',
    fields: ['content'],
    otherFields: (at) => ({ id: at.need, title: `Réponse ${at.number}`, version: '0' }),
    whereItShows: () => [[people.curator, '/administration/contact/reponses']],
    page: () => '/administration/contact/reponses',
    // Fifty answers are kept.
    most: 40,
  },
  {
    who: people.mayorOfFelletin,
    address: () => '/contact',
    fields: ['content'],
    otherFields: (at) => ({
      name: 'Bertrand',
      email: `a${at.number}@creuse.fr`,
      topic: 'other',
      depuis: `/?${encodeURIComponent(at.text)}`,
    }),
    whereItShows: () => [[people.curator, '/administration/contact']],
    page: () => '/contact?etape=ecrire',
    strictFields: ['email'],
    listFields: ['topic'],
    // Three messages of a person in ten minutes.
    most: 3,
  },
  {
    who: visitor,
    address: () => '/demo/horloge',
    fields: [],
    page: () => '/demo/horloge',
    strictFields: ['date', 'time'],
  },
];

type Forged = { who: string; address: (at: Place) => string; page: (at: Place) => string; fields: string[]; status: number };

const draft = { who: people.mayorOfFigeac, address: () => '/besoins/brouillon', page: () => '/besoins/nouveau', status: 422 };
const ballot = { who: people.mayorOfFigeac, page: () => '/vote', status: 422 };
const member = { who: people.agentOfFigeac, page: (at: Place) => `/groupements/${at.group}`, fields: ['siren', 'answer'], status: 422 };
const desk = { who: people.curator, address: () => '/curation/projet', page: () => '/curation/projet', status: 422 };

/** Fields that our pages fill by themselves, with what comes of a form in which they hold something else. */
const forged: Forged[] = [
  { who: visitor, address: () => '/demo/connexion', page: () => '/connexion', fields: ['persona'], status: 404 },
  { who: visitor, address: () => '/journal', page: () => '/journal', fields: ['recepisse'], status: 200 },
  { who: people.mayorOfFigeac, address: () => '/compte/agir-pour', page: () => '/compte', fields: ['siren'], status: 422 },
  { ...draft, fields: ['acting'] },
  { ...draft, fields: ['id'] },
  { ...draft, fields: ['id', 'page'] },
  { ...draft, address: (at) => `/besoins/${at.need}/texte`, page: (at) => `/besoins/${at.need}/modifier`, fields: ['version'] },
  { ...ballot, address: () => '/vote/verification', fields: ['projects'] },
  { ...ballot, address: () => '/vote/deposer', fields: ['cast', 'projects', 'points-'] },
  { ...member, address: (at) => `/groupements/${at.group}/inviter` },
  { ...member, address: (at) => `/groupements/${at.group}/repondre` },
  { ...desk, fields: ['id'] },
  { ...desk, fields: ['needs', 'carrier_group'] },
];

/** Addresses with a text in them, and the field that shows it. */
const asked: { who: string; address: (text: string, at: Place) => string; field?: string }[] = [
  { who: visitor, address: (text) => `/besoins?texte=${text}`, field: 'texte' },
  { who: visitor, address: (text) => `/besoins?theme=${text}&region=${text}&departement=${text}` },
  { who: visitor, address: (text) => `/besoins?programme=${text}&tri=${text}&page=${text}` },
  { who: visitor, address: (text) => `/nulle-part/${text}?${text}` },
  { who: visitor, address: (text) => `/contact?depuis=${text}&texte=${text}`, field: 'texte' },
  { who: visitor, address: (text) => `/aide?texte=${text}`, field: 'texte' },
  { who: people.mayorOfFigeac, address: (text) => `/besoins/nouveau?${text}=${text}` },
  { who: people.agentOfFigeac, address: (text, at) => `/groupements/${at.group}?chercher=${text}`, field: 'chercher' },
  { who: people.agentOfFigeac, address: (text, at) => `/groupements/${at.group}/collectivites?texte=${text}` },
  { who: people.curator, address: (text) => `/curation/projet?besoin=${text}` },
  { who: people.curator, address: (text) => `/curation/projet?id=${text}` },
];

const act = (page: Page, who: string) => (who === visitor ? page.context().clearCookies() : enter(page, who));

const typed = (fields: string[], text: string) => Object.fromEntries(fields.map((field) => [field, text]));

/** Sends a form as its page would, without the page: many are sent. */
async function post(page: Page, address: string, fields: Record<string, string>) {
  const answer = await page.request.post(address, { form: fields, maxRedirects: 0 });
  const on = answer.headers().location;
  return on && again(on) ? page.request.get(on) : answer;
}

/** Whether a form that came to nothing leads there, to be shown again. */
const again = (address: string) => address.includes('reprise=');

/** Sends the form of the page that goes to `address`, or one that is made up, with these fields instead of its own. */
async function submit(page: Page, address: string, fields: Record<string, string>): Promise<Response> {
  const [answer] = await Promise.all([
    page.waitForEvent('response', (response) => {
      // Scripts of the page ask, too.
      if (!response.request().isNavigationRequest()) return false;
      const { location } = response.headers();
      return again(response.url()) || (response.request().method() === 'POST' && !(location && again(location)));
    }),
    page.waitForEvent('load'),
    page.evaluate(
      ({ address, fields }) => {
        const made = () => document.body.appendChild(Object.assign(document.createElement('form'), { method: 'post', action: address }));
        const form = document.querySelector<HTMLFormElement>(`form[action="${address}"]:has([name="page"])`) ?? made();
        for (const [name, value] of Object.entries(fields)) {
          // A date, a list or a single line would not take every text: the field becomes one that does.
          for (const field of form.querySelectorAll(`[name="${name}"]`)) field.remove();
          form.append(Object.assign(document.createElement('textarea'), { name, value }));
        }
        // Unlike a click, this asks nothing of the browser's own rules for fields.
        form.submit();
      },
      { address, fields },
    ),
  ]);
  return answer;
}

/** Does something with each of many, in a few tabs at a time. */
async function inTabs<T>(page: Page, many: T[], work: (tab: Page, one: T) => Promise<void>): Promise<void> {
  const waiting = many.values();
  const tabs = [page, await page.context().newPage(), await page.context().newPage()];
  const workIn = async (tab: Page) => {
    for (const one of waiting) await work(tab, one);
  };
  await Promise.all(tabs.map(workIn));
}

test('the corpus does execute where nothing protects, and leaves traces that are found', async ({ browser }) => {
  const careless = 'http://careless.test';
  const context = await browser.newContext();
  const seen = await watch(context, careless);
  const page = await context.newPage();
  const traced = new Set<number>();
  for (const { number, unprotected } of payloads) {
    // Whatever else is asked for is answered with nothing, so that the page stays.
    await context.route('**', async (route) => {
      if (route.request().url() !== `${careless}/${number}`) return route.fulfill({ status: 204 });
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!DOCTYPE html>${unprotected}` });
    });
    await page.goto(`${careless}/${number}`);
    const { foreign } = await page.evaluate(look);
    if (foreign.length > 0) traced.add(number);
    await page.evaluate(() => {
      for (const element of document.querySelectorAll<HTMLElement>('a, button')) element.click();
    });
    await page.evaluate(look);
    await context.unrouteAll();
  }
  await context.close();
  const executed = payloads.map(({ number }) => number).filter((number) => seen.some((what) => what.startsWith(`executed ${number},`)));
  expect(executed.length).toBeGreaterThanOrEqual(50);
  expect(executed.filter((number) => !traced.has(number))).toEqual([]);
});

test('every field takes every payload as text, or refuses what is hidden in it', async ({ page }) => {
  // Some two thousand forms are sent, one after the other.
  test.slow();
  await moveClock(page, moments.census);
  for (const id of [plain.need, plain.answered, plain.declined]) {
    await enter(page, people.mayorOfFigeac);
    expect((await post(page, '/besoins/brouillon', { ...choices, ...typed(need, plain.text), id })).status()).toBe(303);
    expect((await post(page, `/besoins/${id}/publier`, {})).status()).toBe(303);
  }
  await enter(page, people.agentOfFigeac);
  const group = { id: plain.group, name: plain.text, purpose: plain.text };
  expect((await post(page, `/besoins/${plain.need}/groupement`, group)).status()).toBe(303);

  for (const { who, address, fields, otherFields, most } of forms.filter(({ who }) => who !== visitor)) {
    await act(page, who);
    for (const at of places.slice(0, most)) {
      const answer = await post(page, address(at), { ...otherFields?.(at), ...typed(fields, at.text) });
      expect(answer.status(), `${address(at)} with ${at.text}`).toBe(303);
    }
    for (const { text } of fields.length > 0 ? payloads.filter(({ turns }) => turns) : []) {
      const answer = await post(page, address(plain), { ...otherFields?.(plain), ...typed(fields, long(text)) });
      expect(answer.status(), `${address(plain)} with ${text}`).toBe(422);
      expect(await answer.text()).toContain('inverse le sens de lecture');
    }
  }
});

const readers = [visitor, ...new Set(Object.values(people))];
for (const reader of readers) {
  const pages = new Map<string, Set<string>>();
  for (const { whereItShows, most } of forms) {
    for (const at of places.slice(0, most)) {
      for (const [who, address] of whereItShows?.(at) ?? []) {
        if (who === reader) pages.set(address, (pages.get(address) ?? new Set()).add(at.text));
      }
    }
  }
  // Lists that show a part of it, and pages that are refused.
  for (const address of ['/', '/besoins', '/besoins?tri=soutiens&page=3', '/avis', '/compte', '/vote', '/curation', '/demo/courriels']) {
    if (!pages.has(address)) pages.set(address, new Set());
  }

  test(`all of it is text, and only text, to ${reader}`, async ({ page }) => {
    await act(page, reader);
    await inTabs(page, [...pages], async (tab, [address, texts]) => {
      await tab.goto(address);
      await inspect(tab, texts);
    });
  });
}

for (const { who, page: where, address, fields, strictFields = [], listFields = [], texts = together } of forms) {
  if (!where) continue;
  const again = [...fields, ...strictFields];
  test(`${address(some)}, refused to ${who}, comes back with the text in ${again.join(', ')}`, async ({ page }) => {
    await act(page, who);
    await page.goto(where(plain));
    for (const payload of texts) {
      const text = `${payload}\u202e`;
      const answer = await submit(page, address(plain), typed([...again, ...listFields], text));
      expect(answer.status()).toBe(422);
      await inspect(page);
      const form = page.locator(`form[action="${address(plain)}"]:has([name="page"])`);
      for (const name of again) {
        const field = form.locator(`[name="${name}"]`);
        expect(await field.evaluate((element: HTMLInputElement) => element.defaultValue)).toBe(kept(text));
        if (fields.includes(name)) await expect(field).toHaveAccessibleDescription(/caractères? invisibles?|le texte compte/i);
      }
    }
  });
}

test('a message, a report on it and the answer to it show every payload as text', async ({ page }) => {
  const tens = titles.flatMap((_, at) => (at % 10 === 0 ? [titles.slice(at, at + 10)] : []));
  const id = (at: number) => `01a20000-0000-7000-8000-7${String(at).padStart(11, '0')}`;
  await enter(page, people.deputyOfDie);
  for (const [at, ten] of tens.entries()) {
    const message = { id: id(at), thread: '', message: ten.join('\n') };
    expect((await post(page, `/besoins/${plain.need}/discussion`, message)).status(), message.message).toBe(303);
  }
  await enter(page, people.mayorOfFigeac);
  for (const [at, ten] of tens.entries()) {
    const text = ten.join(' ').slice(0, 500);
    const report = { cause: 'off_topic', note: text };
    expect((await post(page, `/signaler/message/${id(at)}`, report)).status(), text).toBe(303);
  }
  await act(page, visitor);
  await page.goto(`/besoins/${plain.need}`);
  await inspect(page);
  await page.goto(`/besoins/${plain.need}/discussion`);
  await inspect(page, titles);
  await enter(page, people.curator);
  await page.goto('/moderation');
  await inspect(page);
  await page.goto('/avis');
  await inspect(page);
});

test('what is put into the fields that our pages fill by themselves shows as text, or nowhere', async ({ page }) => {
  for (const { who, address, page: where, fields, status } of forged) {
    await act(page, who);
    await page.goto('/aide');
    for (const text of together) {
      const answer = await submit(page, address(plain), { page: where(plain), ...typed(fields, text) });
      expect(answer.status(), answer.url()).toBe(status);
      await inspect(page);
    }
  }
});

test('a name, a function and the note of a mandate are text', async ({ page }) => {
  await enter(page, people.mayorOfFigeac);
  const peoplePage = `/collectivites/${siren.figeac}/personnes`;
  await page.goto(peoplePage);
  const person = await page.locator('select[name="person"] option').nth(1).getAttribute('value');
  for (const { text } of places.filter(({ text }) => text.length <= 100 && !/[\n\t]/.test(text))) {
    // A name or a function with an address in it is refused; any other is kept as it was typed.
    const named = [
      await post(page, '/compte/nom', { name: text }),
      await post(page, '/compte/fonction', { siren: siren.figeac, title: text }),
    ].map((answer) => answer.status());
    expect([
      [303, 303],
      [422, 422],
    ]).toContainEqual(named);
    await page.goto(peoplePage);
    const mandate = { person: String(person), rank: 'holder', note: text };
    expect((await submit(page, `${peoplePage}/mandat`, mandate)).status()).toBe(303);
    await page.goto(peoplePage);
    await inspect(page, [text]);
    await page.goto('/compte');
    await inspect(page, named[0] === 303 ? [text] : []);
  }
  expect((await post(page, '/compte/nom', { name: people.mayorOfFigeac })).status()).toBe(303);
  for (const text of together) {
    await page.goto(peoplePage);
    expect((await submit(page, `${peoplePage}/mandat`, { person: text, note: `${text}\u202e` })).status()).toBe(422);
    await inspect(page);
    await page.goto('/connexion');
    expect((await submit(page, '/connexion/courriel', { email: text })).status()).toBe(422);
    await inspect(page);
    await page.goto('/connexion/courriel');
    expect((await submit(page, '/connexion/code', { code: text })).status()).toBe(422);
    await inspect(page);
  }
  await enter(page, people.administrator);
  for (const text of together) {
    await page.goto('/administration');
    expect((await submit(page, '/administration/role', { email: text, departement: text, staff: 'curator' })).status()).toBe(422);
    await inspect(page);
    await page.goto(
      `/administration/trace?${new URLSearchParams({ acte: text, objet: text, reference: text, siren: text, personne: text })}`,
    );
    await inspect(page);
  }
});

test('every text of the site takes every payload as text', async ({ page }) => {
  await enter(page, people.administrator);
  let version = 0;
  for (const text of titles.flatMap((_, at) => (at % 10 === 0 ? titles.slice(at, at + 10).join(' ') : []))) {
    const written = await post(page, '/administration/textes/accueil', { content: text, version: String(version++) });
    expect(written.status()).toBe(303);
    for (const address of ['/administration/textes/accueil', '/administration/textes/accueil/versions']) {
      await page.goto(address);
      await inspect(page);
    }
    await page.getByRole('link', { name: 'Accueil : mot de bienvenue' }).click();
    await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
    await expect(page.getByRole('heading', { name: 'Aperçu, non enregistré' })).toBeVisible();
    await inspect(page);
    await page.context().clearCookies();
    await page.goto('/');
    await inspect(page);
    await enter(page, people.administrator);
  }
  await post(page, '/administration/textes/accueil/origine', { version: String(version) });
});

test('an address with markup in it leads to a page without it', async ({ page }) => {
  for (const { who, address, field } of asked) {
    await act(page, who);
    // An address with U+0000 is not found, whatever else is in it.
    for (const text of together.map(kept)) {
      await page.goto(address(encodeURIComponent(text), plain));
      await inspect(page);
      if (!field) continue;
      // A search keeps the beginning of what is asked: a hundred characters, ten words.
      const flat = (some: string) => some.replace(/\s+/g, ' ').trim();
      const value = flat(String(await page.getByRole('main').locator(`[name="${field}"]`).getAttribute('value')));
      expect(value).not.toBe('');
      expect(flat(text).slice(0, value.length)).toBe(value);
    }
  }
});

test('a search as one types takes it as text', async ({ page }) => {
  await enter(page, people.agentOfFigeac);
  await page.goto(`/groupements/${plain.group}`);
  for (const text of together.map(kept)) {
    await page.getByLabel('Collectivité à inviter').fill(text);
    await expect(page.getByText('Aucune collectivité trouvée.')).toBeVisible();
    await inspect(page);
    await page.getByLabel('Collectivité à inviter').fill(`Figeac "'><`);
    await expect(page.getByRole('button', { name: 'Inviter Figeac', exact: true })).toBeVisible();
    await inspect(page);
  }
});

test('a ballot for all of these projects, its receipt, its mail and its proof show their titles as text', async ({ page }) => {
  await moveClock(page, moments.voteOpens);
  await enter(page, people.mayorOfFelletin);
  await page.goto('/vote');
  await inspect(page, titles);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: 'Relire avant de déposer' }).click();
  await heading(page, 'Relisez le bulletin');
  await inspect(page, titles);
  await page.getByRole('button', { name: 'Confirmer et déposer' }).click();
  await heading(page, 'Récépissé de vote');
  await inspect(page, titles);
  const receipt = await (await page.request.get('/vote/recepisse.tlog-proof')).text();
  await page.goto('/demo/courriels');
  await inspect(page, ['Récépissé du bulletin de Felletin']);

  await page.goto('/journal');
  await expect(page.locator('[data-receipt][data-ready]')).toBeVisible();
  const verdict = page.locator('[data-verdict]');
  for (const text of together) {
    await page.getByLabel('Contenu du fichier récépissé').fill(receipt);
    await page.getByRole('button', { name: 'Vérifier' }).click();
    await expect(verdict).toContainText('Ce bulletin est dans le journal');
    await inspect(page, titles);
    await page.getByLabel('Contenu du fichier récépissé').fill(text);
    await page.getByRole('button', { name: 'Vérifier' }).click();
    await expect(verdict).toContainText('Ce récépissé est illisible');
    await inspect(page);
  }
});

test('the document of the rule is no page', async ({ page }) => {
  const answer = await page.goto('/vote/regle.json');
  expect(await answer?.headerValue('content-type')).toBe('application/json');
  expect(await answer?.headerValue('x-content-type-options')).toBe('nosniff');
  await page.evaluate(look);
});

test('the result shows the titles as text', async ({ page }) => {
  await moveClock(page, moments.result);
  await page.goto('/resultats');
  await inspect(page, titles);
  await page.goto('/resultats/comparaison');
  await inspect(page);
});
