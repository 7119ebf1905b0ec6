import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { DataFolder, Server } from './server';

/** Somebody, as ProConnect knows them. */
export type User = {
  sub: string;
  given_name: string;
  usual_name: string;
  email: string;
  uid: string;
  siret?: string;
  organization_label: string;
  acr: string;
  amr: string[];
};

/** Establishments by what their SIREN is here; the keys of all but one are right. */
export const sirets = {
  figeac: '21460102300010',
  die: '21260113200013',
  /** The DINUM: a body that is no collectivité. */
  unknown: '13002526500013',
  wrongKey: '21460102300011',
};

let people = 0;

/** An agent of the town hall of Figeac whom nobody has seen before. */
export function someone(changes: Partial<User> = {}): User {
  const number = ++people;
  return {
    sub: `sub-${number}`,
    given_name: 'Camille',
    usual_name: `Fournié-${number}`,
    email: `camille.fournie-${number}@acme.example`,
    uid: `uid-${number}`,
    siret: sirets.figeac,
    organization_label: 'COMMUNE DE FIGEAC',
    acr: 'eidas1',
    amr: ['pwd'],
    ...changes,
  };
}

export const nameOf = (user: Pick<User, 'given_name' | 'usual_name'>) => `${user.given_name} ${user.usual_name}`;

const secret = 'a-secret-of-the-journeys-that-nobody-else-has';

/** What goes wrong in the next sign-in: a fault that `provider.mjs` knows by its name, or an error to come back with. */
export type Fault = string | { error: string; error_description?: string };

type Seen = Record<'authorization' | 'token' | 'end_session', Record<string, string>>;
type Command = { client: object } | { next: object } | { discovery: 'other_issuer' | 'down' | null } | { seen: true };

/** A running `provider.mjs`. */
export class Provider {
  private constructor(
    readonly issuer: string,
    private readonly process: ChildProcess,
    private readonly lines: Interface,
  ) {}

  static async start(): Promise<Provider> {
    const child = spawn(process.execPath, [resolve(__dirname, 'provider.mjs')], { stdio: 'pipe' });
    let log = '';
    child.stderr.on('data', (bytes: Buffer) => (log += bytes));
    const lines = createInterface(child.stdout);
    const issuer = await new Promise<string>((found, failed) => {
      child.once('exit', (code) => failed(new Error(`the provider ended with ${code}:\n${log}`)));
      lines.once('line', (line) => found(JSON.parse(line).issuer));
    });
    return new Provider(issuer, child, lines);
  }

  /** The settings of a server whose people sign in here. */
  settings(algorithm: 'ES256' | 'RS256' = 'ES256'): Record<string, string> {
    const client = `terreau-${algorithm}`;
    return { TERREAU_PROCONNECT_ISSUER: this.issuer, TERREAU_PROCONNECT_CLIENT_ID: client, TERREAU_PROCONNECT_CLIENT_SECRET: secret };
  }

  /** Registers the addresses of a server: ProConnect wants each to the letter. */
  async register(server: Server, algorithm: 'ES256' | 'RS256' = 'ES256'): Promise<void> {
    const redirect_uris = [`${server.address}/connexion/proconnect/retour`];
    const post_logout_redirect_uris = [`${server.address}/deconnexion/retour`];
    const client_id = `terreau-${algorithm}`;
    await this.tell({ client: { client_id, client_secret: secret, algorithm, redirect_uris, post_logout_redirect_uris } });
  }

  /** Who signs in next, and what goes wrong then. With `hold`, the way back to the service is a link, to do something before. */
  async next(user: User, { fault, hold = false }: { fault?: Fault; hold?: boolean } = {}): Promise<void> {
    await this.tell({ next: { user, fault, hold } });
  }

  async discovery(discovery: 'other_issuer' | 'down' | null): Promise<void> {
    await this.tell({ discovery });
  }

  /** The parameters of the last request to each of its endpoints. */
  async seen(): Promise<Seen> {
    return (await this.tell({ seen: true })) as Seen;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  private async tell(command: Command): Promise<object> {
    const answered = once(this.lines, 'line');
    this.process.stdin?.write(`${JSON.stringify(command)}\n`);
    const answer = JSON.parse((await answered)[0]);
    if (answer.refused) throw new Error(answer.refused);
    return answer;
  }
}

/** Gives somebody who has signed in a role of the State's, as whoever runs the platform does. */
export function appoint(folder: DataFolder, user: User, role: string): void {
  const sql = `UPDATE person SET staff = '${role}' WHERE name = '${nameOf(user)}'`;
  const url = folder.environment().TERREAU_DATABASE_URL;
  if (url) {
    execFileSync('psql', ['--no-psqlrc', '--quiet', '--command', sql, url]);
  } else {
    const lines = ['import sqlite3, sys', 'base = sqlite3.connect(sys.argv[1], 10)', 'assert base.execute(sys.argv[2]).rowcount == 1'];
    const program = [...lines, 'base.commit()'].join('; ');
    execFileSync('python3', ['-c', program, join(folder.path, 'terreau.sqlite'), sql]);
  }
}
