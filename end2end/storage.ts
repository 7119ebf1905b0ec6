import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(__dirname, '../target/s3s/bin/s3s-fs');

/** A real S3 storage of one bucket, which checks the signature of every request. */
export async function storage() {
  const folder = await mkdtemp(join(tmpdir(), 'terreau-storage-'));
  const bucket = join(folder, 'pieces');
  await mkdir(bucket);
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as { port: number };
  free.close();
  await once(free, 'close');
  const words = ['--host', '127.0.0.1', '--port', String(port), '--access-key', 'TERREAU', '--secret-key', 'secret-des-essais', folder];
  const process = spawn(program, words, { stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}`;
  for (let answers = false; !answers; ) {
    answers = await fetch(address).then(
      () => true,
      () => false,
    );
    if (process.exitCode !== null) throw new Error(`${program} ended with ${process.exitCode}`);
  }
  return {
    settings: {
      TERREAU_S3_ENDPOINT: address,
      TERREAU_S3_BUCKET: 'pieces',
      TERREAU_S3_REGION: 'fr-par',
      TERREAU_S3_KEY_ID: 'TERREAU',
      TERREAU_S3_SECRET: 'secret-des-essais',
    },
    /** What it keeps, by name, without what says whose it is. */
    files: async () => (await readdir(bucket)).filter((name) => !name.startsWith('.') && name !== 'base-de-donnees'),
    /** Ends it, and leaves what it keeps. */
    pause: async () => {
      process.kill('SIGKILL');
      await once(process, 'exit');
    },
    remove: async () => {
      if (process.exitCode === null && process.signalCode === null) process.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
