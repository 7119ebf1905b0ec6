import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { DataFolder, Server } from '../server';
import { moveClock } from './clock';

/** What nobody without rights may cost the others: memory of the server, and how long another visitor waits, while each attack goes on. */
const MOST_MEMORY = 250;
const MOST_WAIT = 500;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const built = resolve(__dirname, '../../target/release');
const lines: string[][] = [];

/** Another visitor, of another network: how long a page takes, in milliseconds; 30 seconds where none comes. */
function visit(server: Server, path: string): Promise<number> {
  const start = performance.now();
  return new Promise((done) => {
    const late = () => done(30_000);
    const asked = request(server.address + path, { localAddress: '127.0.0.2', timeout: 30_000, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode === 200 ? performance.now() - start : 30_000));
      answer.on('error', late);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', late);
    asked.end();
  });
}

/** Notes what an attack costs while it goes on; it is over when it is told to stop. */
async function during(what: string, server: Server, attack: (going: () => boolean) => Promise<void>): Promise<void> {
  let going = true;
  answers.clear();
  const attacked = attack(() => going);
  const waits: number[] = [];
  let memory = 0;
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    for (const path of ['/', '/besoins', '/connexion']) waits.push(await visit(server, path));
    memory = Math.max(memory, server.memory());
    await new Promise((after) => setTimeout(after, 20));
  }
  going = false;
  await attacked;
  waits.sort((one, other) => one - other);
  const p95 = waits[Math.min(waits.length - 1, Math.floor(waits.length * 0.95))];
  const met = (value: number, most: number) => (value <= most ? 'met' : 'MISSED');
  lines.push([
    what,
    `p95 ${p95.toFixed(0)} ms of ${waits.length} visits (≤ ${MOST_WAIT} ms : ${met(p95, MOST_WAIT)})`,
    `${memory} MB (≤ ${MOST_MEMORY} MB : ${met(memory, MOST_MEMORY)})`,
    [...answers].map(([answer, times]) => `${answer} × ${times}`).join(', '),
  ]);
}

/** So many who ask, each again as soon as they are answered. */
async function askers(count: number, going: () => boolean, ask: (turn: number) => Promise<unknown>): Promise<void> {
  let turn = 0;
  const one = async () => {
    while (going()) await ask(turn++).catch(() => note('cut'));
  };
  await Promise.all(Array.from({ length: count }, one));
}

/** What the attack was answered so far: statuses, and how often. */
const answers = new Map<string, number>();
const note = (what: string) => answers.set(what, (answers.get(what) ?? 0) + 1);

const read = async (answer: Response) => {
  note(String(answer.status));
  await answer.arrayBuffer();
};

/** Connections that stay open until the attack is over. */
async function held(count: number, server: Server, begin: (socket: Socket, turn: number) => void, going: () => boolean): Promise<void> {
  const { hostname, port } = new URL(server.address);
  const open: Socket[] = [];
  for (let turn = 0; turn < count && going(); turn++) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.on('connect', () => note('connected'));
    socket.on('close', () => going() && note('closed'));
    begin(socket, turn);
    open.push(socket);
    await new Promise((after) => setTimeout(after, 2));
  }
  while (going()) await new Promise((after) => setTimeout(after, 50));
  for (const socket of open) socket.destroy();
}

async function enter(server: Server, key: string): Promise<string> {
  const post = { method: 'POST', body: new URLSearchParams({ persona: key, page: '/connexion' }), redirect: 'manual' as const };
  const answer = await fetch(`${server.address}/demo/connexion`, { ...post, headers: { origin: server.address } });
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('terreau='));
  if (!cookie) throw new Error(`${key} does not come in: ${answer.status}`);
  return cookie.split(';')[0];
}

async function send(server: Server, path: string, cookie: string, fields: Record<string, string> | FormData): Promise<void> {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const answer = await fetch(server.address + path, {
    method: 'POST',
    body,
    headers: { origin: server.address, cookie },
    redirect: 'manual',
  });
  if (answer.status !== 303 || answer.headers.get('location')?.includes('reprise='))
    throw new Error(`${path}: ${answer.status} ${answer.headers.get('location')}`);
}

const page = async (server: Server, path: string, cookie = '') => (await fetch(server.address + path, { headers: { cookie } })).text();

/** A file of nineteen megabytes on a draft, and who reads it. */
async function heavyFile(server: Server): Promise<[string, string]> {
  for (const moment of ['Vote clos', 'Pendant les candidatures']) await moveClock(server.address, moment);
  const before = (await page(server, '/groupements')).split('Des démarches en ligne pour tous')[0];
  const group = [...before.matchAll(/\/groupements\/([0-9a-f-]{36})/g)].pop()?.[1] ?? '';
  await send(server, `/groupements/${group}/demander`, await enter(server, 'agent-departement-lot'), { page: `/groupements/${group}` });
  const nantes = await enter(server, 'agente-nantes');
  await send(server, `/groupements/${group}/repondre`, nantes, { page: `/groupements/${group}`, siren: '224600015', answer: 'accept' });
  const id = '01890000-0000-7000-8000-0000000000aa';
  await send(server, '/enveloppes/dematerialisation/candidater', nantes, { page: '/enveloppes/dematerialisation', id, group });
  const field = (await page(server, `/candidatures/${id}/modifier`, nantes)).match(/name="field" value="([^"]*)"/)?.[1] ?? '';
  const form = new FormData();
  form.set('page', `/candidatures/${id}/modifier`);
  form.set('field', field);
  form.set(field, new Blob(['%PDF-1.7 ', new Uint8Array(19_000_000)]), 'programme.pdf');
  await send(server, `/candidatures/${id}/fichiers`, nantes, form);
  const file = (await page(server, `/candidatures/${id}/modifier`, nantes)).match(
    new RegExp(`href="(/candidatures/${id}/fichiers/[^"]*)"`),
  )?.[1];
  if (!file) throw new Error('the file is not there');
  return [file, nantes];
}

test('attacks', async () => {
  test.setTimeout(30 * 60_000);
  const folder = await DataFolder.create();
  let server = await Server.start(folder);
  const group = (await page(server, '/groupements')).match(/\/groupements\/[0-9a-f-]{36}/)?.[0];
  await during('no attack', server, async () => undefined);

  const words = 'saint '.repeat(32_000 / 6);
  await during('4 who search with 32,000 characters', server, (going) =>
    askers(4, going, () => fetch(`${server.address}${group}/collectivites?texte=${encodeURIComponent(words)}`).then(read)),
  );
  const longest = encodeURIComponent('saint mart de la vil communau agglo pays val mont bea '.slice(0, 100));
  await during('64 who search collectivités with 100 characters', server, (going) =>
    askers(64, going, () => fetch(`${server.address}${group}/collectivites?texte=${longest}`).then(read)),
  );
  await during('64 who search needs, far pages among them', server, (going) =>
    askers(64, going, (turn) =>
      fetch(`${server.address}/besoins?texte=${longest}&page=${turn % 2 ? '9223372036854775807' : turn}`).then(read),
    ),
  );
  const nowhere = ['/candidatures/none/fichiers', '/candidatures/01890000-0000-7000-8000-000000000001/fichiers'];
  await during('120 unfinished uploads of nobody, 20 MB each', server, (going) =>
    held(
      120,
      server,
      (socket, turn) => {
        socket.write(
          `POST ${nowhere[turn % 2]} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 20000000\r\n\r\n--x\r\n`,
        );
        socket.write(Buffer.alloc(19_000_000));
      },
      going,
    ),
  );
  await during('1,000 idle connections', server, (going) => held(1000, server, () => undefined, going));
  const [file, nantes] = await heavyFile(server);
  await during('60 downloads of 19 MB that nobody reads', server, (going) =>
    held(
      60,
      server,
      (socket) => {
        socket.pause();
        socket.write(`GET ${file} HTTP/1.1\r\nHost: x\r\nCookie: ${nantes}\r\n\r\n`);
      },
      going,
    ),
  );
  await server.stop();

  // Somebody listens there, and says nothing.
  const silent = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
  const settings = {
    TERREAU_PROCONNECT_ISSUER: issuer,
    TERREAU_PROCONNECT_CLIENT_ID: 'terreau',
    TERREAU_PROCONNECT_CLIENT_SECRET: 'x'.repeat(64),
  };
  server = await Server.start(folder, { settings });
  await during('519 sign-ins with a provider that hangs', server, (going) =>
    askers(519, going, () => fetch(`${server.address}/connexion/proconnect`, { redirect: 'manual' }).then(read)),
  );
  await server.stop();
  silent.close();

  if (!process.env.TERREAU_TEST_POSTGRES) {
    execFileSync(join(built, 'examples/fill'), [folder.path, '99964']);
    server = await Server.start(folder);
    const cookie = await enter(server, 'maire-figeac');
    const siren = (await page(server, '/compte', cookie)).match(/name="siren" value="(\d{9})"/)?.[1] ?? '214601023';
    await during('32 on the home page of 100,000 needs, ten acts a second', server, async (going) => {
      const acts = askers(1, going, async () => {
        await send(server, '/compte/agir-pour', cookie, { page: '/compte', siren });
        await new Promise((after) => setTimeout(after, 100));
      });
      await Promise.all([acts, askers(32, going, () => fetch(server.address).then(read))]);
    });
    await server.stop();
  }
  await folder.remove();
});

test.afterAll(() => {
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column].length)));
  console.log(
    `\n${process.env.TERREAU_TEST_POSTGRES ? 'PostgreSQL' : 'SQLite'}; ${SECONDS} s each, attack, visitor and server on the same machine\n`,
  );
  for (const [what, waits, memory, told] of lines)
    console.log(`${what.padEnd(widths[0])}  ${waits.padEnd(widths[1])}  ${memory}  attack: ${told || 'none'}`);
});
