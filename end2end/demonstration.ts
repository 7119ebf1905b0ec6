import { DataFolder, Server } from './server';

/** Before the first test: a demonstration is filled once, and each file of tests begins with a copy of it. */
export default async function fill(): Promise<() => Promise<void>> {
  const folder = await DataFolder.create();
  const server = await Server.start(folder);
  await server.stop();
  Object.assign(process.env, folder.toCopy());
  return () => folder.remove();
}
