import { test as base } from '@playwright/test';
import { DataFolder, Server } from './server';

type ForWorker = {
  /** The name of the file's own demonstration: each file that names one gets a fresh server. */
  story: string;
  server: Server;
};

type ForTest = {
  /** What went wrong in the browser itself; must be empty when the test ends. */
  browserFaults: string[];
};

export const test = base.extend<ForTest, ForWorker>({
  story: ['', { option: true, scope: 'worker' }],

  server: [
    async ({ story: _ }, use) => {
      const folder = await DataFolder.ofDemonstration();
      const server = await Server.start(folder);
      await use(server);
      await server.stop();
      await folder.remove();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.address),

  browserFaults: [
    async ({ context }, use) => {
      const faults: string[] = [];
      context.on('console', (message) => {
        // A page that answers 403, 404 or 422 on purpose is logged too; what a page loads is looked at below.
        const status = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !status) faults.push(`${message.page()?.url()}: ${message.text()}`);
      });
      context.on('weberror', (error) => faults.push(`${error.page()?.url()}: ${error.error()}`));
      context.on('response', (response) => {
        const page = response.request().isNavigationRequest();
        if (!page && response.status() >= 400) faults.push(`${response.url()}: ${response.status()}`);
      });
      await use(faults);
      base.expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
