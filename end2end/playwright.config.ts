import { defineConfig } from '@playwright/test';

const longest = ['xss.spec.ts', 'pages.spec.ts', 'home.spec.ts'];

export default defineConfig({
  testDir: 'tests',
  globalSetup: './demonstration.ts',
  outputDir: 'output/results',
  reporter: 'list',
  // Each worker has a server of its own; the tests of one file follow each other, so that the longest begin first.
  workers: 3,
  projects: [
    { name: 'long', testMatch: longest },
    { name: 'short', testIgnore: longest },
  ],
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // What is not there is told long before the test has run out of time.
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    launchOptions: {
      executablePath: '/usr/bin/chromium-headless-shell',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
