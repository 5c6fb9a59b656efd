import { Injectable } from '@nestjs/common';
import type {
  AuthorizationOutcome,
  AuthorizationResponse,
  MfaMethod,
  RegisterIdentityRequest,
} from '@pixelboxx/shared';
import type { PendingAuthorization } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { ClientState, ResponseCookie } from '../cookies/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { OptionalAuth, type SignedIn } from '../sessions/index.ts';
import { authorizationSecretsOf, hasState } from './authorization-secrets.ts';
import { AuthorizationsStore, type Beginner } from './authorizations.store.ts';
import { IdentityLinkingService } from './identity-linking.service.ts';
import { IdentityRegistrationService } from './identity-registration.service.ts';
import { IdentitySignInService } from './identity-sign-in.service.ts';
import type { ProvenIdentity } from './providers/provider.ts';
import { ProvidersService } from './providers/providers.service.ts';

/** The result of a provider's response. */
export interface CompletedAuthorization {
  /** Or the second factors that are required next. */
  readonly outcome: AuthorizationOutcome | readonly MfaMethod[];
  readonly cookies: readonly ResponseCookie[];
}

const nothing = { user: null, registration: null };

/** Completes a flow with a provider, once, and only in the browser in which it was begun. */
@Injectable()
export class CallbackService {
  constructor(
    private readonly providers: ProvidersService,
    private readonly pending: AuthorizationsStore,
    private readonly logins: IdentitySignInService,
    private readonly registrations: IdentityRegistrationService,
    private readonly linking: IdentityLinkingService,
    private readonly signIns: SignInService,
    private readonly optionalAuth: OptionalAuth,
  ) {}

  /**
   * @throws AppError CHALLENGE_INVALID: this browser has begun nothing, or it is used up, late, with another provider
   * or by another user. NOT_FOUND, PROVIDER_DECLINED, PROVIDER_UNAVAILABLE, IDENTITY_REJECTED, IDENTITY_TAKEN,
   * ACCOUNT_EXISTS, UNAUTHENTICATED, STEP_UP_REQUIRED.
   */
  async complete(
    { provider, response }: AuthorizationResponse,
    client: ClientState,
    context: RequestContext,
  ): Promise<CompletedAuthorization> {
    const begun = await this.pending.find(client);
    const secrets = authorizationSecretsOf(begun.held);
    // A response for another browser or provider uses nothing up here.
    const isMeant = begun.provider === provider && begun.purpose !== 'REGISTER' && hasState(response, secrets.state);
    if (!isMeant) throw new AppError('CHALLENGE_INVALID');
    const beginner = await this.beginnerOf(begun, client);
    await this.pending.take(begun);
    const isFresh = begun.purpose === 'REAUTHENTICATION';
    const proven = await this.providers.identify(provider, response, secrets, { isFresh });
    if (!beginner) return this.signIn(provider, proven, client, context);
    const cookies = [this.pending.cleared()];
    if (isFresh) await this.logins.reauthenticate(beginner, proven);
    else await this.linking.link(beginner, provider, proven, context);
    return { outcome: { outcome: isFresh ? 'PROVEN' : 'LINKED', ...nothing }, cookies };
  }

  /** @throws AppError CHALLENGE_INVALID; what `IdentityRegistrationService.register` throws. */
  async register(request: RegisterIdentityRequest, client: ClientState, context: RequestContext): Promise<SignedIn> {
    const begun = await this.pending.find(client);
    if (begun.purpose !== 'REGISTER') throw new AppError('CHALLENGE_INVALID');
    const opened = await this.registrations.register(begun, request, context);
    const { user, cookies } = await this.signIns.complete(opened, client, context);
    return { user, cookies: [this.pending.cleared(), ...cookies] };
  }

  private async signIn(
    provider: string,
    proven: ProvenIdentity,
    client: ClientState,
    context: RequestContext,
  ): Promise<CompletedAuthorization> {
    const identity = await this.logins.accountOf(proven);
    if (!identity) return this.offerRegistration(provider, proven);
    const login = await this.logins.signIn(identity, proven, client, context);
    const cookies = [this.pending.cleared(), ...login.cookies];
    if (login.kind === 'challenged') return { outcome: login.methods, cookies };
    return { outcome: { outcome: 'SIGNED_IN', user: login.user, registration: null }, cookies };
  }

  private async offerRegistration(provider: string, proven: ProvenIdentity): Promise<CompletedAuthorization> {
    const suggested = await this.registrations.suggest(proven);
    const { token, cookie } = this.pending.prepare();
    await this.pending.save(token, { provider, purpose: 'REGISTER', proven });
    const registration = { provider: this.providers.describe(provider), ...suggested };
    return { outcome: { outcome: 'REGISTRATION', user: null, registration }, cookies: [cookie] };
  }

  /** Returns null if nobody was signed in. Only the user who began can complete it. @throws AppError CHALLENGE_INVALID. */
  private async beginnerOf(
    { userId, sessionId, purpose }: PendingAuthorization,
    client: ClientState,
  ): Promise<Beginner | null> {
    if (purpose === 'SIGN_IN') return null;
    if (userId === null || sessionId === null) throw new AppError('CHALLENGE_INVALID');
    if ((await this.optionalAuth.userIdOf(client)) !== userId) throw new AppError('CHALLENGE_INVALID');
    return { userId, sessionId };
  }
}
