import { defineConfig, devices } from '@playwright/test';

/** The browser on the machine is used, so that nothing is downloaded. `npm run e2e` starts the stack and sets these. */
const { PLAYWRIGHT_CHROMIUM, E2E_BASE_URL } = process.env;

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  // Some look at a dozen pages; a browser that draws without a graphics card is slow at that.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  use: {
    ...(E2E_BASE_URL ? { baseURL: E2E_BASE_URL } : {}),
    // Recording one costs a fifth of the run: `npm run e2e -- --trace on` where a failure needs it.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(PLAYWRIGHT_CHROMIUM ? { executablePath: PLAYWRIGHT_CHROMIUM } : {}),
      // A browser in a container has no user namespaces to build its sandbox from.
      args: ['--no-sandbox'],
    },
  },
  projects: [
    { name: 'phone', use: { viewport: phone, hasTouch: true }, grepInvert: /@desktop|@handset/ },
    { name: 'desktop', use: { viewport: desktop }, grepInvert: /@phone|@handset/ },
    // As a phone in a hand: its own name, its pixels, touch instead of a mouse, a viewport that the page decides about.
    { name: 'handset', use: { ...devices['Galaxy S24'] }, testMatch: 'people/**', grepInvert: /@desktop/ },
  ],
});
