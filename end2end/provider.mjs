/*
 * An OpenID provider (oidc-provider) set up as ProConnect is, for the journeys. Prints {"issuer"} when it listens, then obeys its
 * standard input, a JSON object a line, and answers each with a line of JSON:
 *   {"client": {client_id, client_secret, redirect_uris, post_logout_redirect_uris, algorithm}}  registers a client, or changes it
 *   {"next": {user, fault, hold}}  who signs in next and what goes wrong; `hold`: the way back is a link, not a redirection
 *   {"discovery": "other_issuer" | "down" | null}  what the discovery document is from now on
 *   {"seen": true}  answers the parameters of the last request to each of `authorization`, `token` and `end_session`
 * Everything is oidc-provider's own but the faults, which rewrite what it answers.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';

// Its notices go to stdout, where only our lines may be.
console.info = console.error;
const { interactionPolicy, Provider } = await import('oidc-provider');

const PREFIX = '/api/v2';
const HOUR = 3600;
const SCOPES = ['given_name', 'usual_name', 'email', 'uid', 'siret', 'organization_label'];
const LEVELS = [
  'eidas1',
  'eidas1-mfa',
  'eidas2',
  'eidas3',
  'https://proconnect.gouv.fr/assurance/self-asserted',
  'https://proconnect.gouv.fr/assurance/self-asserted-2fa',
  'https://proconnect.gouv.fr/assurance/consistency-checked',
  'https://proconnect.gouv.fr/assurance/consistency-checked-2fa',
];
/** ProConnect refuses a request that has any other parameter (Y000400). */
const ASKED = [
  ...['response_type', 'client_id', 'redirect_uri', 'scope', 'claims', 'acr_values', 'state', 'nonce', 'prompt'],
  ...['code_challenge', 'code_challenge_method', 'login_hint', 'idp_hint'],
];

async function makeKey(alg, kid) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, jwk: { ...(await exportJWK(privateKey)), alg, kid, use: 'sig' }, pem: await exportSPKI(publicKey), publicKey };
}
const keys = { ES256: await makeKey('ES256', 'elliptic'), RS256: await makeKey('RS256', 'rivest') };
const foreign = { ES256: await makeKey('ES256', 'foreign'), RS256: await makeKey('RS256', 'foreign') };

/** The same token with other claims (undefined takes one away), signed by `key` in the name of `kid`. */
async function signed(token, claims, key = keys[decodeProtectedHeader(token).alg], kid = key.kid) {
  const header = { ...decodeProtectedHeader(token), alg: key.alg, kid };
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader(header).sign(await importJWK(key.jwk, key.alg));
}

/** The old confusion: a symmetric signature whose secret is something everybody knows. */
function signedWithText(token, text) {
  const header = { ...decodeProtectedHeader(token), alg: 'HS256' };
  return new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(new TextEncoder().encode(text));
}

function unsigned(token, header = { ...decodeProtectedHeader(token), alg: 'none' }) {
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${token.split('.')[1]}.`;
}

/** Other claims under the signature of the true ones. */
function tampered(token, claims) {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify({ ...decodeJwt(token), ...claims })).toString('base64url'), signature].join('.');
}

const algorithm = (token) => decodeProtectedHeader(token).alg;
const other = (alg) => (alg === 'ES256' ? 'RS256' : 'ES256');
const seconds = () => Math.floor(Date.now() / 1000);
const later = (by) => ({ iat: seconds() + by, nbf: seconds() + by, exp: seconds() + by + HOUR });
const another = (issuer) => issuer.replace('127.0.0.1', 'proconnect.example');

/** What may be wrong with a token that the provider signs: the ID token, or the claims about the person. */
const tokenFaults = {
  alg_none: (token) => unsigned(token),
  hs256_pem: (token) => signedWithText(token, keys[algorithm(token)].pem),
  hs256_jwk: async (token) => signedWithText(token, JSON.stringify(await exportJWK(keys[algorithm(token)].publicKey))),
  unknown_key: (token) => signed(token, {}, foreign[algorithm(token)]),
  foreign_key: (token) => signed(token, {}, foreign[algorithm(token)], keys[algorithm(token)].kid),
  other_algorithm: (token) => signed(token, {}, keys[other(algorithm(token))]),
  tampered: (token) => tampered(token, { acr: 'eidas3', email: 'somebody@else.example' }),
  wrong_issuer: (token) => signed(token, { iss: another(decodeJwt(token).iss) }),
  wrong_audience: (token) => signed(token, { aud: 'another-service' }),
  expired: (token) => signed(token, later(-2 * HOUR)),
};

const idTokenFaults = {
  ...tokenFaults,
  not_yet_valid: (token) => signed(token, later(HOUR)),
  wrong_nonce: (token) => signed(token, { nonce: 'n'.repeat(43) }),
  no_nonce: (token) => signed(token, { nonce: undefined }),
  no_subject: (token) => signed(token, { sub: undefined }),
  acr_lower: (token) => signed(token, { acr: 'eidas0' }),
  acr_missing: (token) => signed(token, { acr: undefined }),
  no_id_token: () => undefined,
};

const userinfoFaults = {
  ...Object.fromEntries(Object.entries(tokenFaults).map(([name, change]) => [`userinfo_${name}`, change])),
  userinfo_other_subject: (token) => signed(token, { sub: 'somebody-else' }),
  userinfo_plain: (token) => decodeJwt(token),
};

const faults = [
  ...Object.keys(idTokenFaults),
  ...Object.keys(userinfoFaults),
  ...['code_too_old', 'token_down', 'token_error', 'token_slow', 'userinfo_error'],
];

/** The fault of the next sign-in becomes the current one's when it begins. */
let next = {};
let current = {};
let discovery = null;
const accounts = new Map();
const clients = new Map();
const seen = {};
/** How far the provider's clock is ahead, in seconds. */
let ahead = 0;
const now = Date.now;
Date.now = () => now() + ahead * 1000;

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (body) => `<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Fournisseur d’essai</title><link rel="icon" href="data:,"></head>
<body><h1>Fournisseur d’essai</h1>${body}</body></html>`;

/** The page of a sign-in, and what its buttons do. */
async function interact(provider, ctx) {
  if (ctx.method === 'GET') {
    ctx.type = 'html';
    ctx.body = page(`<p>${escaped(current.user.email)}</p><form method="post"><button name="choice" value="enter">Se connecter</button>
      <button name="choice" value="cancel">Annuler</button></form>`);
    return;
  }
  let body = '';
  for await (const bytes of ctx.req) body += bytes;
  const finish = (result) => provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const { user, fault } = current;
  const acr = params.claims && JSON.parse(params.claims).id_token?.acr;
  const satisfied = !acr?.essential || (acr.values ?? [acr.value]).includes(user.acr);
  ctx.respond = false;
  if (new URLSearchParams(body).get('choice') === 'cancel') {
    await finish({ error: 'access_denied', error_description: 'User auth aborted' });
  } else if (fault?.error) {
    await finish(fault);
  } else if (!satisfied) {
    // Word for word what ProConnect says.
    await finish({ error: 'access_denied', error_description: 'requested ACRs could not be satisfied' });
  } else {
    await finish({ login: { accountId: user.sub, acr: user.acr, amr: user.amr } });
  }
}

/** What is wrong before the provider itself is asked; whether that is all there is to answer. */
async function refuse(ctx) {
  const { fault } = current;
  if (ctx.path === '/authorize') {
    seen.authorization = { ...ctx.query };
    [current, next] = [next, { user: next.user }];
    const strange = Object.keys(ctx.query).filter((name) => !ASKED.includes(name));
    const short = ['state', 'nonce'].filter((name) => !(ctx.query[name]?.length >= 32));
    if (strange.length + short.length === 0) return false;
    ctx.status = 400;
    ctx.body = page(`<p>Y000400 : ${escaped([...strange, ...short].join(', '))}</p>`);
    return true;
  }
  if (ctx.path === '/token' && ['token_down', 'token_slow'].includes(fault)) {
    if (fault === 'token_slow') await wait(30_000);
    ctx.respond = false;
    ctx.req.socket.destroy();
    return true;
  }
  const failing =
    (ctx.path === '/token' && fault === 'token_error') ||
    (ctx.path === '/userinfo' && fault === 'userinfo_error') ||
    (ctx.path === '/.well-known/openid-configuration' && discovery === 'down');
  if (failing) {
    ctx.status = 500;
    ctx.body = { error: 'server_error' };
  }
  return failing;
}

/** What the provider answered, with its fault. */
async function spoil(ctx) {
  const { fault, hold } = current;
  if (ctx.path === '/.well-known/openid-configuration' && discovery === 'other_issuer') {
    ctx.body = { ...ctx.body, issuer: another(ctx.body.issuer) };
  }
  if (ctx.path === '/token') {
    seen.token = { ...ctx.oidc.body, authorization: ctx.get('authorization') };
    if (ctx.body.id_token && idTokenFaults[fault]) {
      ctx.body = { ...ctx.body, id_token: await idTokenFaults[fault](ctx.body.id_token) };
    }
  }
  if (ctx.path === '/userinfo' && ctx.status === 200 && userinfoFaults[fault]) {
    const answer = await userinfoFaults[fault](ctx.body);
    ctx.type = typeof answer === 'string' ? 'application/jwt' : 'application/json';
    ctx.body = answer;
  }
  if (ctx.path === '/session/end') seen.end_session = { ...ctx.query };
  const back = ctx.response.get('location');
  const returns = [...clients.values()].some((client) => client.redirect_uris.some((uri) => back?.startsWith(`${uri}?`)));
  if (hold && returns) {
    ctx.response.remove('location');
    ctx.status = 200;
    ctx.type = 'html';
    ctx.body = page(`<a href="${escaped(back)}">Revenir au service</a>`);
  }
}

function build(issuer) {
  const policy = interactionPolicy.base();
  // Nobody is asked for consent, and a level that was not reached is an error at once (`interact`).
  policy.remove('consent');
  for (const check of ['essential_acrs', 'essential_acr']) policy.get('login').checks.remove(check);
  const provider = new Provider(issuer, {
    acrValues: LEVELS,
    claims: { openid: ['sub'], amr: null, ...Object.fromEntries(SCOPES.map((scope) => [scope, [scope]])) },
    clients: [...clients.values()].map(({ algorithm, ...client }) => ({
      ...client,
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: algorithm,
      userinfo_signed_response_alg: algorithm,
    })),
    clientAuthMethods: ['client_secret_post'],
    clockTolerance: 0,
    cookies: { keys: ['end2end'] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'], userinfoSigningAlgValues: ['ES256', 'RS256'] },
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      jwtUserinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          const yes = '<input type="hidden" name="logout" value="yes">';
          const send = '<noscript><button>Continuer</button></noscript></form><script>document.forms[0].submit()</script>';
          ctx.body = page(form.replace('</form>', yes + send));
        },
      },
    },
    async findAccount(_, sub) {
      const user = accounts.get(sub);
      return user && { accountId: sub, claims: () => user };
    },
    interactions: { policy, url: (_, interaction) => `${PREFIX}/interaction/${interaction.uid}` },
    jwks: { keys: Object.values(keys).map((key) => key.jwk) },
    async loadExistingGrant(ctx) {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope(['openid', ...SCOPES].join(' '));
      grant.addOIDCClaims(['acr', 'amr', 'auth_time']);
      await grant.save();
      return grant;
    },
    pkce: { required: () => false },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = page(`<p>${escaped(JSON.stringify(out))}</p>`);
    },
    responseTypes: ['code'],
    routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks', end_session: '/session/end' },
    scopes: ['openid', ...SCOPES],
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 12 * HOUR, IdToken: 60, Interaction: HOUR, Session: 12 * HOUR },
  });
  provider.use(async (ctx, proceed) => {
    if (await refuse(ctx)) return;
    if (ctx.path.startsWith('/interaction/')) {
      await interact(provider, ctx);
      return;
    }
    // A code is too old when the clock says so.
    ahead = ctx.path === '/token' && current.fault === 'code_too_old' ? 61 : 0;
    try {
      await proceed();
    } finally {
      ahead = 0;
    }
    await spoil(ctx);
  });
  return provider.callback();
}

let answer;
const server = createServer((request, response) => {
  request.originalUrl = request.url;
  request.url = request.url.replace(PREFIX, '');
  answer(request, response);
});
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}${PREFIX}`;
  answer = build(issuer);
  console.log(JSON.stringify({ issuer }));
  createInterface(process.stdin).on('line', (line) => console.log(JSON.stringify(obey(JSON.parse(line), issuer))));
  // Whoever started it is gone.
  process.stdin.on('end', () => process.exit());
});

function obey(command, issuer) {
  if (command.client) {
    clients.set(command.client.client_id, command.client);
    answer = build(issuer);
  }
  if ('discovery' in command) discovery = command.discovery;
  if (command.next) {
    const { user, fault } = command.next;
    if (fault && !fault.error && !faults.includes(fault)) return { refused: `no fault is called ${fault}` };
    next = command.next;
    accounts.set(user.sub, user);
  }
  return command.seen ? seen : {};
}
