import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIRequestContext, APIResponse, Page, Response } from '@playwright/test';
import { heading, people } from '../demo';
import { test as base, expect } from '../fixtures';
import { appoint, type Fault, nameOf, Provider, sirets, someone, type User } from '../proconnect';
import { DataFolder, executable, Server } from '../server';

/** Acts in another browser, which has none of the first one's cookies: at the server of all cases, or at one of its own. */
type Elsewhere = (act: (page: Page) => Promise<unknown>, server?: Server) => Promise<void>;

/** One provider and one server for all cases that do not stop or change them. */
const test = base.extend<{ elsewhere: Elsewhere }, { provider: Provider; folder: DataFolder }>({
  elsewhere: async ({ browser, server }, use) => {
    await use(async (act, at = server) => {
      const context = await browser.newContext({ baseURL: at.address });
      await act(await context.newPage());
      await context.close();
    });
  },

  provider: [
    async ({ story: _ }, use) => {
      const provider = await Provider.start();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],

  folder: [
    async ({ story: _ }, use) => {
      const folder = await DataFolder.create();
      await use(folder);
      await folder.remove();
    },
    { scope: 'worker' },
  ],

  server: [
    async ({ provider, folder }, use) => {
      const server = await Server.start(folder, { settings: provider.settings() });
      await provider.register(server);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

// A page that does not come would otherwise be waited for as long as the whole campaign may take.
test.describe.configure({ timeout: 90_000 });

/** What a failed sign-in is called, and the status that says whose fault it is: the browser's, the person's, the provider's. */
const statuses = {
  state: 400,
  cancelled: 400,
  code: 400,
  acr: 403,
  second_factor: 403,
  provider_error: 502,
  unreachable: 502,
  answer: 502,
};
type Failure = keyof typeof statuses;

const start = (wayBack = '/besoins') => `/connexion/proconnect?suite=${encodeURIComponent(wayBack)}`;

/** Goes to the provider and enters there; the answer is the one to the way back, whatever comes after it. */
async function signIn(page: Page, wayBack?: string): Promise<Response> {
  await page.goto(start(wayBack));
  return press(page, 'Se connecter');
}

/** The same without a browser's pages, and so without their time: for what the server alone refuses. */
async function signInAtOnce(request: APIRequestContext): Promise<APIResponse> {
  const door = await request.get(start());
  return request.post(door.url(), { form: { choice: 'enter' } });
}

async function press(page: Page, button: string): Promise<Response> {
  const returned = page.waitForResponse((response) => new URL(response.url()).pathname === '/connexion/proconnect/retour');
  await page.getByRole('button', { name: button }).click();
  const response = await returned;
  await page.waitForLoadState();
  return response;
}

/** Enters at a provider that holds the browser back (`hold`); the address of the way back, which nobody has opened. */
async function held(page: Page): Promise<URL> {
  await page.goto(start());
  await page.getByRole('button', { name: 'Se connecter' }).click();
  const link = page.getByRole('link', { name: 'Revenir au service' });
  return new URL(String(await link.getAttribute('href')));
}

async function failed(page: Page, response: Response | null, failure: Failure): Promise<void> {
  await heading(page, 'La connexion n’a pas abouti');
  await expect(page.locator('[data-fault]')).toHaveAttribute('data-fault', failure);
  expect(response?.status()).toBe(statuses[failure]);
  await expect(page.getByRole('link', { name: 'Revenir à la connexion' })).toHaveAttribute('href', '/connexion');
}

async function nobodyIsSignedIn(page: Page): Promise<void> {
  const response = await page.goto('/compte');
  expect(response?.status()).toBe(403);
  await expect(page.getByRole('link', { name: 'Se connecter' }).first()).toBeVisible();
}

async function isSignedIn(page: Page, user: Pick<User, 'given_name' | 'usual_name'>): Promise<void> {
  await page.goto('/compte');
  await expect(page.getByRole('main')).toContainText(nameOf(user));
}

/** Nothing of a text that came from outside has become markup. */
async function nothingRan(page: Page): Promise<void> {
  await expect(page).not.toHaveTitle('mordu');
  await expect(page.locator('script:not([src^="/pkg/"]), img')).toHaveCount(0);
}
const attack = `</p></title><script>document.title='mordu'</script>"><img src=x onerror=alert(1)>`;

/** What the provider answers, refused before anything of the database is asked but the attempt itself: once, on one database. */
const faultOfProvider = { tag: '@provider' };

test.describe('a sign-in that comes about', () => {
  test('an agent signs in, may ask to act for the collectivité of their SIRET, and signs out here and at the provider', async ({
    page,
    provider,
    server,
  }) => {
    const user = someone();
    await provider.next(user);
    await page.goto('/connexion');
    await page.getByRole('link', { name: 'S’identifier avec ProConnect' }).click();
    expect((await press(page, 'Se connecter')).status()).toBe(303);
    await page.goto('/compte');
    const account = page.getByRole('main');
    await expect(account).toContainText(nameOf(user));
    await expect(account).toContainText(user.email);
    await expect(account).toContainText('ProConnect');
    await expect(account).not.toContainText('Votre organisation a changé');
    await expect(account.getByRole('link', { name: 'Demander à agir pour Figeac' })).toBeVisible();

    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await expect(page.getByRole('main')).toContainText('Vous êtes déconnecté');
    const asked = (await provider.seen()).end_session;
    expect(asked.id_token_hint).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(asked.state.length).toBeGreaterThanOrEqual(32);
    expect(asked.post_logout_redirect_uri).toBe(`${server.address}/deconnexion/retour`);
    await expect(page).toHaveURL(`/deconnexion/retour?state=${asked.state}`);
    await nobodyIsSignedIn(page);

    // The provider has forgotten them too: the next person at this computer has to say who they are.
    await page.goto(start());
    await expect(page.getByRole('button', { name: 'Se connecter' })).toBeVisible();
  });

  test('the request that reaches the provider is as ProConnect wants it, and never twice the same', async ({ page, provider, server }) => {
    await provider.next(someone());
    await page.goto(start());
    const before = (await provider.seen()).authorization;
    expect((await signIn(page)).status()).toBe(303);
    const { authorization, token } = await provider.seen();
    expect(authorization).toMatchObject({
      response_type: 'code',
      client_id: 'terreau-ES256',
      redirect_uri: `${server.address}/connexion/proconnect/retour`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    const scopes = ['email', 'given_name', 'openid', 'organization_label', 'siret', 'uid', 'usual_name'];
    expect(authorization.scope.split(' ').sort()).toEqual(scopes);
    const { acr } = JSON.parse(authorization.claims).id_token;
    expect(acr).toEqual({ essential: true, values: expect.arrayContaining(['eidas1', 'eidas2']) });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(authorization[name].length, name).toBeGreaterThanOrEqual(32);
      expect(authorization[name], name).not.toBe(before[name]);
    }
    expect(authorization.state).not.toBe(authorization.nonce);
    expect(token).toMatchObject({
      grant_type: 'authorization_code',
      client_id: 'terreau-ES256',
      client_secret: expect.stringMatching(/./),
      redirect_uri: authorization.redirect_uri,
      code_verifier: expect.stringMatching(/^[\w.~-]{43,128}$/),
      authorization: '',
    });
  });

  test('the cookie that binds a sign-in to its browser is out of reach of scripts, and comes along from another site', async ({
    page,
    provider,
  }) => {
    const response = await page.request.get(start(), { maxRedirects: 0 });
    expect(response.status()).toBe(303);
    expect(response.headers().location.split('?')[0]).toBe(`${provider.issuer}/authorize`);
    const cookies = response.headersArray().filter(({ name }) => name.toLowerCase() === 'set-cookie');
    expect(cookies).not.toEqual([]);
    for (const { value } of cookies) {
      expect(value).toMatch(/; HttpOnly/i);
      // Strict would not come along with the redirection from the provider, which is another site in production.
      expect(value).toMatch(/; SameSite=Lax/i);
    }
  });

  test('the way back is the page that one came from', async ({ page, provider }) => {
    await provider.next(someone());
    const response = await signIn(page, '/besoins?texte=cantine&page=2');
    expect(response.status()).toBe(303);
    await expect(page).toHaveURL('/besoins?texte=cantine&page=2');
  });

  for (const wayBack of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)']) {
    test(`the way back is never another site: ${JSON.stringify(wayBack)}`, async ({ page, provider, server }) => {
      const user = someone();
      await provider.next(user);
      const response = await signIn(page, wayBack);
      expect(new URL(response.headers().location, response.url()).origin).toBe(server.address);
      expect(new URL(page.url()).origin).toBe(server.address);
      await isSignedIn(page, user);
    });
  }

  test('a service registered for RS256, without PKCE and outside the demonstration, signs in as well', async ({ elsewhere, provider }) => {
    const folder = await DataFolder.create();
    const settings = {
      ...provider.settings('RS256'),
      TERREAU_PROCONNECT_ALGORITHM: 'RS256',
      TERREAU_PROCONNECT_PKCE: 'false',
      TERREAU_PROCONNECT_ACR: 'eidas1-mfa',
    };
    const server = await Server.start(folder, { demo: false, settings });
    await provider.register(server, 'RS256');
    const user = someone({ acr: 'eidas1-mfa', amr: ['pwd', 'mfa'] });
    await elsewhere(async (page) => {
      await provider.next(user);
      await page.goto('/connexion');
      await page.getByRole('link', { name: 'S’identifier avec ProConnect' }).click();
      expect((await press(page, 'Se connecter')).status()).toBe(303);
      await isSignedIn(page, user);
      await expect(page.getByRole('link', { name: 'Demander à agir pour Figeac' })).toBeVisible();
      const { authorization } = await provider.seen();
      expect(authorization.code_challenge).toBeUndefined();
      expect(JSON.parse(authorization.claims).id_token.acr.values).not.toContain('eidas1');
    }, server);
    // A token of the other algorithm is refused, though the provider itself has signed it.
    await elsewhere(async (page) => {
      await provider.next(user, { fault: 'other_algorithm' });
      await failed(page, await signIn(page), 'answer');
      await nobodyIsSignedIn(page);
    }, server);
    // Without a second factor ProConnect itself refuses, by an error that looks as if the person had given up.
    await elsewhere(async (page) => {
      await provider.next(someone());
      await signIn(page);
      await heading(page, 'La connexion n’a pas abouti');
      await expect(page.locator('[data-fault]')).toHaveAttribute('data-fault', /^(acr|cancelled)$/);
      await nobodyIsSignedIn(page);
    }, server);
    await server.stop();
    await folder.remove();
  });
});

test.describe('who somebody is', () => {
  test('whoever a list of members names acts, once the provider gives their address', async ({ page, elsewhere, provider, folder }) => {
    const user = someone();
    const list = join(folder.path, 'membres.csv');
    const lines = ['siren;courriel;nom;qualité;fonction;référent', `214601023;${user.email};Camille Fournié;agent;Archiviste;non`];
    writeFileSync(list, `${lines.join('\r\n')}\r\n`);
    execFileSync(executable, ['import', 'members', list], { env: folder.environment() });
    await elsewhere(async (other) => {
      await provider.next(someone());
      await signIn(other);
      await expect(other.getByRole('banner')).not.toContainText('Figeac');
    });
    await provider.next(user);
    await signIn(page);
    await expect(page.getByRole('banner')).toContainText(`${nameOf(user)} – Figeac`);
    await page.goto('/collectivites/214601023/personnes');
    await expect(page.getByRole('main')).toContainText('Archiviste');
  });

  test('a session that somebody planted in the browser does not become the person’s', async ({ page, elsewhere, provider, server }) => {
    const user = someone();
    await elsewhere(async (attacker) => {
      await attacker.goto('/connexion');
      await attacker.getByRole('button', { name: `Entrer en tant que ${people.agentOfFigeac}` }).click();
      await expect(attacker.getByRole('banner').getByRole('link', { name: people.agentOfFigeac })).toBeVisible();
      const session = async (of: Page) => (await of.context().cookies(server.address)).find(({ name }) => name === 'terreau');
      const planted = await session(attacker);
      expect(planted?.value).toBeTruthy();
      await page.context().addCookies([{ name: 'terreau', value: String(planted?.value), url: server.address }]);
      await provider.next(user);
      await signIn(page);
      await isSignedIn(page, user);
      expect((await session(page))?.value).not.toBe(planted?.value);
      await attacker.goto('/compte');
      await expect(attacker.getByRole('main')).not.toContainText(nameOf(user));
    });
  });

  test('a sign-in gives a token of its own in place of one that means nothing', async ({ page, provider, server }) => {
    const planted = 'a'.repeat(64);
    await page.context().addCookies([{ name: 'terreau', value: planted, url: server.address }]);
    const user = someone();
    await provider.next(user);
    await signIn(page);
    await isSignedIn(page, user);
    const sessions = (await page.context().cookies(server.address)).filter(({ name }) => name === 'terreau');
    expect(sessions).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Lax' })]);
    expect(sessions[0].value).not.toBe(planted);
  });

  test('the mail of somebody known under another subject is another person, without the first one’s rights', async ({
    page,
    elsewhere,
    provider,
    folder,
  }) => {
    const first = someone({ acr: 'eidas1-mfa' });
    const second = someone({ acr: 'eidas1-mfa', email: first.email });
    const role = 'Équipe de l’Incubateur des territoires (ANCT)';
    await elsewhere(async (before) => {
      await provider.next(first);
      await signIn(before);
      appoint(folder, first, 'curator');
      await isSignedIn(before, first);
      await expect(before.getByRole('main')).toContainText(role);
    });
    await provider.next(second);
    await signIn(page);
    await isSignedIn(page, second);
    await expect(page.getByRole('main')).not.toContainText(nameOf(first));
    await expect(page.getByRole('main')).not.toContainText(role);
  });

  const secondFactors = { curator: 'eidas1-mfa', assessor: 'eidas2', administrator: 'eidas3' };
  for (const [role, acr] of Object.entries(secondFactors)) {
    test(`a person of the State (${role}) needs a second factor, such as ${acr}`, async ({ page, elsewhere, provider, folder }) => {
      const user = someone();
      await elsewhere(async (before) => {
        await provider.next(user);
        await signIn(before);
        await isSignedIn(before, user);
      });
      appoint(folder, user, role);
      await provider.next(user);
      await failed(page, await signIn(page), 'second_factor');
      await nobodyIsSignedIn(page);
      await page.context().clearCookies();
      await provider.next({ ...user, acr });
      await signIn(page);
      await isSignedIn(page, user);
    });
  }

  test('whoever comes back from another organisation is told, and may ask to act for the new one', async ({
    page,
    elsewhere,
    provider,
  }) => {
    const user = someone();
    for (const _ of ['first', 'second']) {
      await elsewhere(async (before) => {
        await provider.next(user);
        await signIn(before);
        await isSignedIn(before, user);
        await expect(before.getByText('Votre organisation a changé')).toHaveCount(0);
      });
    }
    await provider.next({ ...user, siret: sirets.die, organization_label: 'COMMUNE DE DIE' });
    await signIn(page);
    await isSignedIn(page, user);
    await expect(page.getByRole('main')).toContainText('Votre organisation a changé');
    await expect(page.getByRole('link', { name: 'Demander à agir pour Die', exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Demander à agir pour Figeac' })).toHaveCount(0);
  });

  const organisations = [
    { what: 'no SIRET', siret: undefined, says: 'ProConnect n’a pas transmis de numéro SIRET' },
    { what: 'a SIRET with a wrong key', siret: sirets.wrongKey, says: 'Le numéro SIRET transmis par ProConnect n’est pas valable' },
    { what: 'a SIREN for a SIRET', siret: '214601023', says: 'Le numéro SIRET transmis par ProConnect n’est pas valable' },
    { what: 'markup for a SIRET', siret: attack, says: 'Le numéro SIRET transmis par ProConnect n’est pas valable' },
    {
      what: 'the SIRET of a ministry',
      siret: sirets.unknown,
      says: 'L’organisation transmise par ProConnect n’est pas une collectivité connue ici',
    },
  ];
  for (const { what, siret, says } of organisations) {
    test(`somebody with ${what} is signed in, told so, and offered no collectivité`, async ({ page, provider }) => {
      const user = someone({ siret });
      await provider.next(user);
      await signIn(page);
      await isSignedIn(page, user);
      await expect(page.getByRole('main')).toContainText(says);
      // « Demander à agir pour une collectivité » is there for everybody.
      await expect(page.getByRole('link', { name: /^Demander à agir pour (?!une collectivité)/ })).toHaveCount(0);
      await nothingRan(page);
    });
  }

  test('markup in what the provider says of a person comes back as text', async ({ page, provider }) => {
    await provider.next(someone({ given_name: attack, usual_name: `O’Brien & fils`, organization_label: attack }));
    await signIn(page);
    await nothingRan(page);
    // Slashes and points, of which addresses are made, are in no name.
    await isSignedIn(page, { given_name: attack.replaceAll('</', '< ').replaceAll('.', ' '), usual_name: 'O’Brien & fils' });
    await nothingRan(page);
  });
});

test.describe('a way back that was not asked for', () => {
  const changes: Record<string, (back: URL) => void> = {
    'without a state': (back) => back.searchParams.delete('state'),
    'with an empty state': (back) => back.searchParams.set('state', ''),
    'with another state': (back) => back.searchParams.set('state', 'x'.repeat(43)),
    'with half of its state': (back) => back.searchParams.set('state', String(back.searchParams.get('state')).slice(0, 32)),
    'without anything': (back) => (back.search = ''),
    'with an error and another state': (back) => (back.search = `?error=access_denied&state=${'x'.repeat(43)}`),
  };
  for (const [what, change] of Object.entries(changes)) {
    test(`${what} is refused`, async ({ page, provider }) => {
      await provider.next(someone(), { hold: true });
      const back = await held(page);
      change(back);
      await failed(page, await page.goto(back.href), 'state');
      await nobodyIsSignedIn(page);
    });
  }

  test('opened a second time is refused, and does not sign out whoever has signed in', async ({ page, provider }) => {
    const user = someone();
    await provider.next(user, { hold: true });
    const back = await held(page);
    await page.getByRole('link', { name: 'Revenir au service' }).click();
    await isSignedIn(page, user);
    await failed(page, await page.goto(back.href), 'state');
    await isSignedIn(page, user);
  });

  test('opened in another browser is refused there', async ({ page, elsewhere, provider }) => {
    await provider.next(someone(), { hold: true });
    const back = await held(page);
    await elsewhere(async (other) => {
      await failed(other, await other.goto(back.href), 'state');
      await nobodyIsSignedIn(other);
    });
  });

  test('sent to somebody who has begun a sign-in of their own does not make them the sender', async ({ page, elsewhere, provider }) => {
    await elsewhere(async (attacker) => {
      await provider.next(someone(), { hold: true });
      const back = await held(attacker);
      await page.goto(start());
      await failed(page, await page.goto(back.href), 'state');
      await nobodyIsSignedIn(page);
    });
  });
});

test.describe('a code that the provider refuses', faultOfProvider, () => {
  for (const used of [true, false]) {
    test(`because it is another sign-in’s (${used ? 'used' : 'not used'} there)`, async ({ page, elsewhere, provider }) => {
      await elsewhere(async (other) => {
        const user = someone();
        await provider.next(user, { hold: true });
        const theirs = await held(other);
        if (used) {
          await other.getByRole('link', { name: 'Revenir au service' }).click();
          await isSignedIn(other, user);
        }
        await provider.next(someone(), { hold: true });
        const back = await held(page);
        back.searchParams.set('code', String(theirs.searchParams.get('code')));
        await failed(page, await page.goto(back.href), 'code');
        await nobodyIsSignedIn(page);
      });
    });
  }

  test('because it is too old', async ({ page, provider }) => {
    await provider.next(someone(), { fault: 'code_too_old' });
    await failed(page, await signIn(page), 'code');
    await nobodyIsSignedIn(page);
  });
});

test.describe('an answer of the provider that nobody should believe', faultOfProvider, () => {
  test('unlike one with nothing wrong in it', async ({ request, provider }) => {
    const user = someone();
    await provider.next(user);
    expect((await signInAtOnce(request)).status()).toBe(200);
    expect(await (await request.get('/compte')).text()).toContain(user.email);
  });

  const refusals: { what: string; fault: string; failure?: Failure }[] = [
    { what: 'no ID token', fault: 'no_id_token' },
    { what: 'an ID token without a signature (alg: none)', fault: 'alg_none' },
    { what: 'an ID token signed with the text of the public key (PEM)', fault: 'hs256_pem' },
    { what: 'an ID token signed with the text of the public key (JWK)', fault: 'hs256_jwk' },
    { what: 'an ID token signed by a key that the provider does not publish', fault: 'unknown_key' },
    { what: 'an ID token signed by another key under a published name', fault: 'foreign_key' },
    { what: 'an ID token signed by another algorithm than the registered one', fault: 'other_algorithm' },
    { what: 'an ID token that was changed after it was signed', fault: 'tampered' },
    { what: 'an ID token with another nonce', fault: 'wrong_nonce' },
    { what: 'an ID token without a nonce', fault: 'no_nonce' },
    { what: 'an ID token without a subject', fault: 'no_subject' },
    { what: 'an ID token of another issuer', fault: 'wrong_issuer' },
    { what: 'an ID token for another service', fault: 'wrong_audience' },
    { what: 'an ID token that has expired', fault: 'expired' },
    { what: 'an ID token that is not valid yet', fault: 'not_yet_valid' },
    { what: 'a level lower than asked', fault: 'acr_lower', failure: 'acr' },
    { what: 'no level', fault: 'acr_missing', failure: 'acr' },
    { what: 'claims about the person that nobody signed (JSON)', fault: 'userinfo_plain' },
    { what: 'claims about the person without a signature (alg: none)', fault: 'userinfo_alg_none' },
    { what: 'claims about the person signed with the text of the public key (PEM)', fault: 'userinfo_hs256_pem' },
    { what: 'claims about the person signed by a key that the provider does not publish', fault: 'userinfo_unknown_key' },
    { what: 'claims about the person signed by another key under a published name', fault: 'userinfo_foreign_key' },
    { what: 'claims about the person signed by another algorithm than the registered one', fault: 'userinfo_other_algorithm' },
    { what: 'claims about the person that were changed after they were signed', fault: 'userinfo_tampered' },
    { what: 'claims about another person', fault: 'userinfo_other_subject' },
    { what: 'claims about the person of another issuer', fault: 'userinfo_wrong_issuer' },
    { what: 'claims about the person for another service', fault: 'userinfo_wrong_audience' },
    { what: 'claims about the person that have expired', fault: 'userinfo_expired' },
  ];
  for (const { what, fault, failure = 'answer' } of refusals) {
    test(`${what}`, async ({ request, provider }) => {
      await provider.next(someone(), { fault });
      const response = await signInAtOnce(request);
      expect(await response.text()).toContain(`data-fault="${failure}"`);
      expect(response.status()).toBe(statuses[failure]);
      expect((await request.get('/compte')).status()).toBe(403);
    });
  }
});

test.describe('a provider that says no', faultOfProvider, () => {
  test('because the person gave up, who may try again', async ({ page, provider }) => {
    const user = someone();
    await provider.next(user);
    await page.goto(start());
    const response = await press(page, 'Annuler');
    await failed(page, response, 'cancelled');
    await nobodyIsSignedIn(page);
    await failed(page, await page.goto(response.url()), 'state');
    await page.getByRole('link', { name: 'Revenir à la connexion' }).click();
    await page.getByRole('link', { name: 'S’identifier avec ProConnect' }).click();
    await press(page, 'Se connecter');
    await isSignedIn(page, user);
  });

  const returns: [string, Failure][] = [
    ['access_denied', 'cancelled'],
    ['login_required', 'provider_error'],
    ['server_error', 'provider_error'],
    ['temporarily_unavailable', 'provider_error'],
    ['invalid_request', 'provider_error'],
    ['an_error_that_nobody_knows', 'provider_error'],
  ];
  for (const [error, failure] of returns) {
    test(`by the error ${error}, whose description is markup`, async ({ page, provider }) => {
      const fault: Fault = { error, error_description: attack };
      await provider.next(someone(), { fault });
      await failed(page, await signIn(page), failure);
      await nothingRan(page);
      await nobodyIsSignedIn(page);
    });
  }

  test('by an error that is markup itself', async ({ page, provider }) => {
    await provider.next(someone(), { fault: { error: attack } });
    await failed(page, await signIn(page), 'provider_error');
    await nothingRan(page);
    await nobodyIsSignedIn(page);
  });
});

test.describe('a provider that does not answer', faultOfProvider, () => {
  for (const fault of ['token_down', 'token_error', 'token_slow', 'userinfo_error']) {
    test(`when the server asks (${fault})`, async ({ page, provider }) => {
      await provider.next(someone(), { fault });
      const began = Date.now();
      await failed(page, await signIn(page), 'unreachable');
      // The provider would answer after thirty seconds.
      expect(Date.now() - began).toBeLessThan(20_000);
      await nobodyIsSignedIn(page);
    });
  }

  test('as it should, or at all, costs the sign-ins of that time only', async ({ elsewhere }) => {
    // Its own: what a server has learnt of its provider, it may keep.
    const provider = await Provider.start();
    const folder = await DataFolder.create();
    const server = await Server.start(folder, { settings: provider.settings() });
    await provider.register(server);
    await elsewhere(async (page) => {
      for (const discovery of ['other_issuer', 'down'] as const) {
        await provider.discovery(discovery);
        await failed(page, await page.goto(start()), 'unreachable');
        await nobodyIsSignedIn(page);
      }
      await provider.discovery(null);
      const user = someone();
      await provider.next(user);
      await signIn(page);
      await isSignedIn(page, user);
    }, server);
    await elsewhere(async (page) => {
      await provider.next(someone(), { hold: true });
      const back = await held(page);
      await provider.stop();
      await failed(page, await page.goto(back.href), 'unreachable');
      await nobodyIsSignedIn(page);
    }, server);
    await server.stop();
    // A server that starts without its provider serves everything else.
    const alone = await Server.start(folder, { settings: provider.settings() });
    await elsewhere(async (page) => {
      await failed(page, await page.goto(start()), 'unreachable');
      await nobodyIsSignedIn(page);
      expect((await page.goto('/besoins'))?.status()).toBe(200);
    }, alone);
    await alone.stop();
    await folder.remove();
  });
});

test.describe('a sign-out', () => {
  test('that the person did not ask for changes nothing', async ({ page, provider }) => {
    const user = someone();
    await provider.next(user);
    await signIn(page);
    for (const search of ['', '?state=', '?state=x', `?state=${'x'.repeat(43)}`]) {
      const response = await page.goto(`/deconnexion/retour${search}`);
      expect(response?.status()).toBeLessThan(400);
      await isSignedIn(page, user);
    }
  });

  test('that is over cannot be played again on the next sign-in', async ({ page, provider }) => {
    const user = someone();
    await provider.next(user);
    await signIn(page);
    await page.goto('/compte');
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await expect(page.getByRole('main')).toContainText('Vous êtes déconnecté');
    const over = page.url();
    await signIn(page);
    await isSignedIn(page, user);
    await page.goto(over);
    await isSignedIn(page, user);
  });
});
