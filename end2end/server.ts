import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The executable that the tests run. */
export const executable = resolve(__dirname, process.env.TERREAU_BIN ?? '../target/release/terreau');

/** A PostgreSQL server on which databases may be made: the servers of the tests then use it, and SQLite otherwise. */
const cluster = process.env.TERREAU_TEST_POSTGRES;

/** A folder for the data of one server, and its database where that is not a file in the folder. */
export class DataFolder {
  private constructor(
    readonly path: string,
    private readonly database?: string,
  ) {}

  static async create(): Promise<DataFolder> {
    return DataFolder.at(await mkdtemp(join(tmpdir(), 'terreau-end2end-')));
  }

  /** A folder with what `demonstration.ts` has filled once: half of a server's first start is filling its database. */
  static async ofDemonstration(): Promise<DataFolder> {
    const from = process.env.TERREAU_TEST_DEMONSTRATION;
    if (!from) throw new Error('demonstration.ts has not run');
    const path = await mkdtemp(join(tmpdir(), 'terreau-end2end-'));
    await cp(from, path, { recursive: true });
    return DataFolder.at(path, `TEMPLATE ${process.env.TERREAU_TEST_DEMONSTRATION_DATABASE}`);
  }

  private static at(path: string, like = ''): DataFolder {
    if (!cluster) return new DataFolder(path);
    const database = `end2end_${basename(path).replace(/\W/g, '').toLowerCase()}_${process.pid}`;
    psql(`CREATE DATABASE ${database} ${like}`);
    return new DataFolder(path, database);
  }

  /** Where a demonstration stands that others are copied from. */
  toCopy(): Record<string, string> {
    return { TERREAU_TEST_DEMONSTRATION: this.path, TERREAU_TEST_DEMONSTRATION_DATABASE: this.database ?? '' };
  }

  /** The executable refuses variables that it does not know: it gets none of the tests' own. */
  environment(): NodeJS.ProcessEnv {
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('TERREAU_'));
    const url = this.database && { TERREAU_DATABASE_URL: cluster?.replace(/[^/]*$/, this.database) };
    return { ...Object.fromEntries(others), ...url, TERREAU_DATA_DIR: this.path, TERREAU_LOG: 'warn', TERREAU_RATE_LIMIT: '0' };
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    if (this.database) psql(`DROP DATABASE ${this.database}`);
  }
}

function psql(sql: string): void {
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--command', sql, String(cluster)]);
}

/** A running `terreau serve`, on a port that the system chose. */
export class Server {
  private constructor(
    readonly address: string,
    private readonly process: ChildProcess,
    /** What it has written to its log so far. */
    readonly log: () => string,
  ) {}

  static async start(
    folder: DataFolder,
    { demo = true, program = executable, settings = {} as Record<string, string> } = {},
  ): Promise<Server> {
    const words = ['serve', '--listen', '127.0.0.1:0', ...(demo ? ['--demo'] : [])];
    const process = spawn(program, words, {
      cwd: folder.path,
      env: { ...folder.environment(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    process.stderr.on('data', (bytes: Buffer) => (log += bytes));
    const address = await new Promise<string>((found, failed) => {
      process.once('error', failed);
      process.once('exit', (code) => failed(new Error(`${program} ended with ${code} before listening:\n${log}`)));
      createInterface(process.stdout).on('line', (line) => {
        const listening = line.match(/^Terreau écoute sur (http:\S+)/);
        if (listening) found(listening[1]);
      });
    });
    return new Server(address, process, () => log);
  }

  /** Resident memory in MB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    return Math.round(Number(status.match(/^VmRSS:\s+(\d+) kB/m)?.[1]) / 1024);
  }

  /** Ends the server as a service manager does; it must take it well. */
  async stop(): Promise<void> {
    const code = await this.end('SIGTERM');
    if (code !== 0) throw new Error(`the server ended with ${code} after SIGTERM`);
    // A browser that had to stop something on one of our pages told the server.
    if (this.log().includes('csp report')) throw new Error(`the Content-Security-Policy stopped something:\n${this.log()}`);
  }

  /** Ends the server as a power cut does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill(signal);
      await ended;
    }
    return this.process.exitCode;
  }
}
