import { Injectable } from '@nestjs/common';
import type { AuthorizationStart } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import type { ResponseCookie } from '../cookies/index.ts';
import { MfaService } from '../mfa/index.ts';
import { authorizationSecretsOf } from './authorization-secrets.ts';
import { AuthorizationsStore, type NewAuthorization } from './authorizations.store.ts';
import { assertRoom } from './identity-linking.service.ts';
import { ProvidersService } from './providers/providers.service.ts';

/** The URL to send the browser to, and its cookies. */
export interface StartedAuthorization extends AuthorizationStart {
  readonly cookies: readonly ResponseCookie[];
}

/** Sends browsers to an identity provider. */
@Injectable()
export class AuthorizationStartService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly providers: ProvidersService,
    private readonly pending: AuthorizationsStore,
    private readonly factors: MfaService,
  ) {}

  /** @throws AppError NOT_FOUND, PROVIDER_UNAVAILABLE. */
  signIn(provider: string): Promise<StartedAuthorization> {
    return this.begin({ provider, purpose: 'SIGN_IN' });
  }

  /** @throws AppError NOT_FOUND, PROVIDER_UNAVAILABLE; IDENTITY_REJECTED when the user has the maximum number. */
  async link({ user, sessionId }: Principal, provider: string): Promise<StartedAuthorization> {
    assertRoom(await this.prisma.identity.count({ where: { userId: user.id } }));
    return this.begin({ provider, purpose: 'LINK', beginner: { userId: user.id, sessionId } });
  }

  /** @throws AppError STEP_UP_REQUIRED if an identity is no proof here; NOT_FOUND, PROVIDER_UNAVAILABLE. */
  async reauthenticate({ user, sessionId }: Principal, provider: string): Promise<StartedAuthorization> {
    const methods = await this.factors.forReauthentication(user.id);
    if (!methods.includes('IDENTITY')) throw new AppError('STEP_UP_REQUIRED', { details: { methods } });
    return this.begin({ provider, purpose: 'REAUTHENTICATION', beginner: { userId: user.id, sessionId } });
  }

  private async begin(authorization: NewAuthorization): Promise<StartedAuthorization> {
    const { token, cookie } = this.pending.prepare();
    const isFresh = authorization.purpose === 'REAUTHENTICATION';
    const secrets = authorizationSecretsOf(token);
    const url = await this.providers.authorizationUrl(authorization.provider, secrets, { isFresh });
    await this.pending.save(token, authorization);
    return { url, cookies: [cookie] };
  }
}
