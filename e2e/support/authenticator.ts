import { expect, type Locator, type Page } from '@playwright/test';

/** Gives a page's browser a device that creates and uses passkeys without asking anybody. @returns its passkeys */
export async function addAuthenticator(page: Page): Promise<{ passkeyCount: () => Promise<number> }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    passkeyCount: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}

/**
 * Presses a button of the sign-in page by its key. On the first mouse move, that page offers passkeys where the name is typed, and the
 * device of a test picks one at once: a click may come too late, when the page is already signed in.
 */
export async function pressBeforePasskeys(button: Locator): Promise<void> {
  await expect(button).toBeEnabled();
  await button.press('Enter');
}
