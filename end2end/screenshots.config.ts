import { defineConfig } from '@playwright/test';
import config from './playwright.config';
import { phone } from './sound';

/** `make screenshots`: pictures of the main pages, to be looked at. */
export default defineConfig({
  ...config,
  testDir: 'screenshots',
  testMatch: '*.screens.ts',
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    { name: 'phone', use: { viewport: phone } },
  ],
});
