import { mfaEndpoints } from '@pixelboxx/shared';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from './browser.ts';

const periodMs = 30_000;

/** A user's authenticator app: the seed they scanned, and a clock. */
export class AuthenticatorApp {
  private readonly totp: TOTP;

  constructor(seed: string) {
    this.totp = new TOTP({ secret: Secret.fromBase32(seed), algorithm: 'SHA1', digits: 6, period: 30 });
  }

  /** The code of the current time step, or of the step this many steps later. */
  code(stepsLater = 0): string {
    return this.totp.generate({ timestamp: Date.now() + stepsLater * periodMs });
  }

  /** A code of neither this time step nor its neighbors. */
  wrongCode(): string {
    const near = [-2, -1, 0, 1, 2].map((steps) => this.code(steps));
    for (let guess = 0; ; guess += 1) {
      const code = String(guess).padStart(6, '0');
      if (!near.includes(code)) return code;
    }
  }
}

export interface Enrolled {
  readonly app: AuthenticatorApp;
  readonly backupCodes: readonly string[];
}

/** Enables codes with that of the previous time step, so that the current one is still unused. */
export async function enableTotp(browser: Browser): Promise<Enrolled> {
  const { secret } = await browser.call(mfaEndpoints.setUpTotp);
  const app = new AuthenticatorApp(secret);
  const { codes } = await browser.call(mfaEndpoints.confirmTotp, { body: { code: app.code(-1) } });
  return { app, backupCodes: codes };
}
