import { defineConfig } from '@playwright/test';
import config from './playwright.config';

/** `make bench`: figures of the release executable, as a table. */
export default defineConfig({ ...config, testDir: 'bench', testMatch: '*.bench.ts', reporter: 'line', projects: undefined });
