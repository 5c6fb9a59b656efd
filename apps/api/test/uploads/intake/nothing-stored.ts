import { pollUntil } from '@pixelboxx/config/testing';
import { join } from 'node:path';
import { authEndpoints } from '@pixelboxx/shared';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { SharedApp } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { register } from '../../support/clients/users.ts';
import { everythingStored, filesIn } from '../../support/uploads/uploading.ts';

/** Of a user from whom nothing is ever kept: after each test nothing is stored anywhere that was not before, and they have no avatar. */
export function useFruitlessBrowser(app: SharedApp): { readonly browser: Browser } {
  let browser: Browser;
  let before: unknown;

  beforeAll(async () => {
    ({ browser } = await register(app));
  });

  beforeEach(async () => {
    before = await everythingStored(app);
  });

  afterEach(async () => {
    await pollUntil('no file is on its way in', () => filesIn(join(app.dataDir, 'incoming')).length === 0);
    // Polled as a whole: a request that hung up early may be taken up after the folder was seen empty once.
    await expect.poll(() => everythingStored(app), { timeout: 10_000 }).toEqual(before);
    expect((await browser.call(authEndpoints.me)).avatarUrl).toBeNull();
  });

  return {
    get browser() {
      return browser;
    },
  };
}
