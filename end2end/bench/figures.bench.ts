import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, test } from '@playwright/test';
import { DataFolder, Server } from '../server';
import { moveClock } from './clock';
import { countElements, ecoIndex } from './ecoindex';

const built = resolve(__dirname, '../../target/release');
const CONNECTIONS = 32;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);

type Line = { what: string; measured: string; goal: string };
const lines: Line[] = [];
const say = (what: string, measured: string, goal = '') => lines.push({ what, measured, goal });
const met = (value: number, goal: number, unit: string) => `≤ ${goal} ${unit} : ${value <= goal ? 'met' : 'MISSED'}`;

async function timed<T>(act: () => Promise<T>): Promise<[T, number]> {
  const start = process.hrtime.bigint();
  const result = await act();
  return [result, Number(process.hrtime.bigint() - start) / 1e9];
}

async function startToFirstPage(folder: DataFolder): Promise<Server> {
  const server = await Server.start(folder);
  await (await fetch(server.address)).text();
  return server;
}

/** Requests a second and latencies of one address, once warm; of a visitor who is signed in, where there is a cookie. */
function load(address: string, cookie?: string, connections = CONNECTIONS) {
  const as = cookie ? ['-H', `Cookie: ${cookie}`] : [];
  const words = ['-t', String(Math.min(2, connections)), '-c', String(connections), ...as, '-s', join(__dirname, 'percentiles.lua')];
  execFileSync('wrk', ['-t', String(Math.min(2, connections)), '-c', String(connections), ...as, '-d', '2s', address]);
  const out = execFileSync('wrk', [...words, '-d', `${SECONDS}s`, address], { encoding: 'utf8' });
  const [rate, p50, p95, p99, errors] = (out.match(/^FIGURES (.*)$/m)?.[1] ?? '').split(' ').map(Number);
  if (errors) throw new Error(`${address}: ${errors} errors\n${out}`);
  return { rate, p50, p95, p99 };
}

function sayLoad(what: string, address: string, goal?: number): void {
  const { rate, p50, p95, p99 } = load(address);
  const measured = `${rate} requests/s, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
  say(what, measured, goal ? met(p95, goal, 'ms p95') : '');
}

/** What a browser loads of a page: requests, and bytes on the wire. */
async function visits(browser: Browser, address: string): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  let [bytes, requests] = [0, 0];
  network.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  network.on('Network.requestWillBeSent', () => requests++);
  network.on('Network.requestServedFromCache', () => requests--);
  for (const visit of ['first', 'second']) {
    [bytes, requests] = [0, 0];
    await page.goto(address, { waitUntil: 'networkidle' });
    const goal = visit === 'first' ? `${met(bytes / 1000, 120, 'kB')}; ${met(requests, 8, 'requests')}` : '';
    say(
      `${visit} visit, ${new URL(address).pathname.replace(/[0-9a-f-]{36}/, '…')}`,
      `${(bytes / 1000).toFixed(1)} kB in ${requests} requests`,
      goal,
    );
    if (visit === 'first') {
      const elements = await page.evaluate(countElements);
      const index = ecoIndex(elements, requests, bytes / 1000);
      say('  its EcoIndex', `${index.toFixed(0)} (${elements} elements)`, `A, > 80 : ${index > 80 ? 'met' : 'MISSED'}`);
    }
    await page.goto('about:blank');
  }
  await context.close();
}

function sizes(): void {
  const folder = resolve(built, '../site/pkg');
  const size = (module: string, ending: string) => {
    const name = readdirSync(folder).find((file) => file.startsWith(module) && file.endsWith(ending));
    return name ? statSync(join(folder, name)).size / 1000 : NaN;
  };
  for (const module of ['live', 'receipt', 'draft']) {
    const [plain, packed] = [size(module, '.wasm'), size(module, '.wasm.br')];
    const goal = module === 'terreau' ? met(packed, 90, 'kB brotli') : '';
    say(`wasm, ${module}`, `${plain.toFixed(1)} kB, brotli ${packed.toFixed(1)} kB`, goal);
  }
  say('executable', `${(statSync(join(built, 'terreau')).size / 1e6).toFixed(1)} MB`);
}

/** The desk of a curator with as many files as the programme of 2021 had for one envelope. */
async function desk(): Promise<void> {
  const folder = await DataFolder.create();
  await (await startToFirstPage(folder)).stop();
  const words = [folder.environment().TERREAU_DATABASE_URL ?? `sqlite:${join(folder.path, 'terreau.sqlite')}`, '2076'];
  const token = execFileSync(join(built, 'examples/files'), words, { encoding: 'utf8' }).trim();
  const server = await startToFirstPage(folder);
  const html = await (await fetch(`${server.address}/instruction`, { headers: { cookie: `terreau=${token}` } })).text();
  if (!/2\s076\sdossiers/.test(html)) throw new Error(`the desk does not list its files\n${html}`);
  for (const [what, query] of [
    ['', ''],
    [', filtered', '?enveloppe=connecteurs&etat=filed'],
    [', searched', '?texte=Saint'],
  ]) {
    for (const clients of [1, 4]) {
      const { rate, p50, p95, p99 } = load(`${server.address}/instruction${query}`, `terreau=${token}`, clients);
      const measured = `${rate} requests/s, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
      say(`desk of 2,076 files${what}, ${clients} at once`, measured, met(p95, 30, 'ms p95'));
    }
  }
  await server.stop();
  await folder.remove();
}

/** Ballots cast over HTTP with real sessions: by one client, each in a commit of its own, and by 64. */
async function castBallots(): Promise<void> {
  const folder = await DataFolder.create();
  let server = await startToFirstPage(folder);
  await moveClock(server.address, 'Première heure du vote');
  const rule = (await (await fetch(`${server.address}/vote/regle.json`)).json()) as { projects: { id: string }[] };
  await server.stop();
  const tokens = join(folder.path, 'tokens');
  const words = [folder.environment().TERREAU_DATABASE_URL ?? `sqlite:${join(folder.path, 'terreau.sqlite')}`, '20000'];
  writeFileSync(tokens, execFileSync(join(built, 'examples/voters'), words, { maxBuffer: 1 << 24 }));
  server = await startToFirstPage(folder);
  const cast = (clients: number) => {
    const words = ['-t', clients > 1 ? '2' : '1', '-c', String(clients), '-d', `${SECONDS}s`, '-s', join(__dirname, 'cast.lua')];
    const projects = rule.projects.slice(0, 3).map(({ id }) => id);
    const out = execFileSync('wrk', [...words, server.address, '--', tokens, ...projects], { encoding: 'utf8' });
    const [rate, p50, p95, p99, errors] = (out.match(/^FIGURES (.*)$/m)?.[1] ?? '').split(' ').map(Number);
    if (errors) throw new Error(`${errors} ballots were not taken\n${out}`);
    return { rate, p50, p95, p99 };
  };
  const [one, many] = [cast(1), cast(64)];
  const figures = ({ rate, p50, p99 }: typeof one) => `${rate} ballots/s, p50 ${p50} ms, p99 ${p99} ms`;
  say('casting, 1 client (a commit each)', figures(one));
  const least = (value: number, goal: number, unit: string) => `≥ ${goal} ${unit} : ${value >= goal ? 'met' : 'MISSED'}`;
  const onPostgres = [least(many.rate, 5_000, 'ballots/s')];
  const onSqlite = [least(many.rate, 2_500, 'ballots/s'), met(many.p99, 50, 'ms p99'), least(many.rate / one.rate, 10, '× a commit each')];
  const goals = process.env.TERREAU_TEST_POSTGRES ? onPostgres : onSqlite;
  say('casting, 64 clients', `${figures(many)}, ${(many.rate / one.rate).toFixed(1)} ×`, goals.join('; '));
  await server.stop();
  await folder.remove();
}

test('figures', async ({ browser }) => {
  test.setTimeout(30 * 60_000);
  if (process.env.TERREAU_TEST_POSTGRES) {
    await desk();
    return castBallots();
  }
  sizes();
  const folder = await DataFolder.create();
  let [server, seconds] = await timed(() => startToFirstPage(folder));
  say('first start, with the import, to the first page', `${seconds.toFixed(2)} s`, met(seconds, 10, 's'));
  say('memory after the first start', `${server.memory()} MB`);
  await server.stop();
  [server, seconds] = await timed(() => startToFirstPage(folder));
  say('later start, to the first page', `${seconds.toFixed(2)} s`, met(seconds, 2, 's'));
  for (const path of ['/', '/besoins', '/groupements']) await visits(browser, server.address + path);
  const groups = await (await fetch(`${server.address}/groupements`)).text();
  await visits(browser, server.address + groups.match(/\/groupements\/[0-9a-f-]{36}/)?.[0]);
  sayLoad('home page, 36 needs', `${server.address}/`);

  const [median, p95] = execFileSync(join(built, 'examples/meter'), [folder.path], { encoding: 'utf8' }).split(' ').map(Number);
  say('meter of a group of 500', `median ${median} µs, p95 ${p95} µs`, met(median, 100, 'µs'));

  let filled = 36;
  for (const needs of [1_000, 10_000, 100_000]) {
    await server.stop();
    execFileSync(join(built, 'examples/fill'), [folder.path, String(needs - filled)]);
    filled = needs;
    server = await startToFirstPage(folder);
    const list = `${server.address}/besoins`;
    const html = await (await fetch(list)).text();
    const count = needs.toLocaleString('en-US');
    sayLoad(`list, ${count} needs`, list, needs === 1_000 ? 30 : needs === 100_000 ? 60 : undefined);
    sayLoad(`list by theme and region, ${count} needs`, `${list}?theme=documents&region=76`);
    sayLoad(`search for a word, ${count} needs`, `${list}?texte=voirie`);
    sayLoad(`page of a need, ${count} needs`, server.address + html.match(/\/besoins\/[0-9a-f-]{36}/)?.[0]);
    say(`memory, ${count} needs, after the load`, `${server.memory()} MB`, needs === 10_000 ? met(server.memory(), 100, 'MB') : '');
  }
  await server.stop();
  await folder.remove();
  await desk();
  await castBallots();
});

// Printed whatever happened: the figures that were taken are figures.
test.afterAll(() => {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const machine = readFileSync('/proc/cpuinfo', 'utf8').match(/model name\s*: (.*)/)?.[1] ?? 'unknown processor';
  console.log(
    `\n${machine}; ${process.env.TERREAU_TEST_POSTGRES ? 'PostgreSQL' : 'SQLite'}; ${CONNECTIONS} connections, ${SECONDS} s each, load and server on the same machine\n`,
  );
  for (const { what, measured, goal } of lines) console.log(`${what.padEnd(width)}  ${measured.padEnd(60)}  ${goal}`);
});
