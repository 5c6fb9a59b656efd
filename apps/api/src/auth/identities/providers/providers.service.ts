import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { IdentityProvider } from '@pixelboxx/shared';
import type { Config } from '../../../platform/config/config.ts';
import { InjectConfig } from '../../../platform/config/config.module.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { InjectLogger, type Logger } from '../../../platform/observability/logger.ts';
import { MetricSources } from '../../../platform/observability/metrics/metric-sources.ts';
import { GitHubProvider } from './github-provider.ts';
import type { ProviderImage } from './provider-image.ts';
import { OpenIdProvider } from './openid-provider.ts';
import type { AuthorizationOptions, AuthorizationSecrets, Provider, ProvenIdentity } from './provider.ts';
import { type ProviderFailure, providerFailureOf } from './provider-failures.ts';

const kinds = ['PROVIDER_DECLINED', 'PROVIDER_UNAVAILABLE', 'IDENTITY_REJECTED'] as const;

/** The configured providers. Each has its own redirect URI (RFC 9700, 4.4.2.2: mix-up). */
@Injectable()
export class ProvidersService {
  private readonly providers: ReadonlyMap<string, Provider>;
  private readonly count: (kind: ProviderFailure['code']) => void;

  constructor(
    @InjectConfig() { identityProviders, http }: Config,
    @InjectLogger() private readonly logger: Logger,
    clock: Clock,
    metrics: MetricSources,
  ) {
    this.providers = new Map(
      identityProviders.map((config) => {
        const redirectUri = `${http.webOrigin}/login/with/${config.id}/callback`;
        const provider =
          config.kind === 'github'
            ? new GitHubProvider(config, redirectUri)
            : new OpenIdProvider(config, redirectUri, clock);
        return [config.id, provider];
      }),
    );
    const help = 'Sign-ins by identity providers that came to nothing, by what became of them';
    this.count = metrics.count({ name: 'pixelboxx_identity_failures_total', help, label: 'code', kinds });
  }

  list(): IdentityProvider[] {
    return [...this.providers.values()].map(({ id, name }) => ({ id, name }));
  }

  /** The name to show, even if it is no longer configured: users who linked it must see that. */
  describe(id: string): IdentityProvider {
    return { id, name: this.providers.get(id)?.name ?? id };
  }

  /** Returns null also for a provider that is no longer configured: nothing from it is trusted. */
  imageAt(id: string, url: string | null): ProviderImage | null {
    return this.providers.get(id)?.imageAt(url) ?? null;
  }

  /** @throws AppError NOT_FOUND, PROVIDER_UNAVAILABLE. */
  async authorizationUrl(id: string, secrets: AuthorizationSecrets, options: AuthorizationOptions): Promise<string> {
    const provider = this.require(id);
    return this.reported(id, async () => (await provider.authorizationUrl(secrets, options)).href);
  }

  /** @throws AppError NOT_FOUND, PROVIDER_DECLINED, PROVIDER_UNAVAILABLE, IDENTITY_REJECTED. */
  async identify(
    id: string,
    response: string,
    secrets: AuthorizationSecrets,
    options: AuthorizationOptions,
  ): Promise<ProvenIdentity> {
    const provider = this.require(id);
    return this.reported(id, () => provider.identify(response, secrets, options));
  }

  private require(id: string): Provider {
    const provider = this.providers.get(id);
    if (!provider) throw new AppError('NOT_FOUND');
    return provider;
  }

  private async reported<Result>(provider: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const failure = providerFailureOf(error);
      this.count(failure.code);
      this.logger.warn({ event: 'auth.identity.failed', provider, code: failure.code, reason: failure.message });
      throw failure.toAppError();
    }
  }
}
