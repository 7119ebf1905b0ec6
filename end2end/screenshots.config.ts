import { defineConfig } from '@playwright/test';
import config from './playwright.config';

/** `make screenshots`: pictures of the main pages, to be looked at. */
export default defineConfig({
  ...config,
  testDir: 'screenshots',
  testMatch: '*.screens.ts',
  projects: config.projects?.map(({ name, use }) => ({ name, use })),
});
