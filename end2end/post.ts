import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export type Mail = {
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
  attached: [string, string][];
  /** The headers of RFC 8058; null where the mail is no mailing. */
  unsubscribe: string | null;
  one_click: string | null;
};

/** A mail server of the tests' own, and what it was given. */
export async function mailServer() {
  const python = resolve(__dirname, '../target/mail/bin/python');
  const process = spawn(python, [resolve(__dirname, 'mail_server.py')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(process.stdout);
  const mails: Mail[] = [];
  const port = await new Promise<string>((found, failed) => {
    process.once('error', failed);
    process.once('exit', (code) => failed(new Error(`the mail server ended with ${code}`)));
    lines.once('line', (line) => {
      lines.on('line', (mail) => mails.push(JSON.parse(mail)));
      found(line);
    });
  });
  return { url: `smtp://127.0.0.1:${port}`, mails, stop: () => process.kill() };
}
