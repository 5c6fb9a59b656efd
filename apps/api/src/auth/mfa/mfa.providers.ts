import { AssertionsService } from '../passkeys/assertions.service.ts';
import { PasskeyChallengesService } from '../passkeys/passkey-challenges.service.ts';
import { PasskeyLoginService } from '../passkeys/passkey-login.service.ts';
import { PasskeysService } from '../passkeys/passkeys.service.ts';
import { RelyingPartyService } from '../passkeys/relying-party.service.ts';
import { BackupCodesService } from './backup-codes.service.ts';
import { ChallengeCookie } from './challenge-cookie.ts';
import { CodesService } from './codes.service.ts';
import { ExpiredChallengesService } from './expired-challenges.service.ts';
import { EmailCodesService } from './email-codes.service.ts';
import { MfaLoginService } from './mfa-login.service.ts';
import { MfaService } from './mfa.service.ts';
import { LoginChallengesService } from './login-challenges.service.ts';
import { ReauthenticationService } from '../reauthentication/reauthentication.service.ts';
import { TotpService } from './totp.service.ts';

/**
 * Second factors and passkeys. Part of `AuthModule` rather than a module of their own: signing in needs them, and they
 * end in a sign-in.
 */
export const mfaProviders = [
  AssertionsService,
  BackupCodesService,
  ChallengeCookie,
  CodesService,
  ExpiredChallengesService,
  EmailCodesService,
  MfaLoginService,
  PasskeyChallengesService,
  PasskeyLoginService,
  PasskeysService,
  RelyingPartyService,
  MfaService,
  LoginChallengesService,
  ReauthenticationService,
  TotpService,
];
