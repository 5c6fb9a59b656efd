import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ApiError, type Client, createClient } from '@pixelboxx/api-client/checked';
import { healthEndpoints, screeningEndpoints } from '@pixelboxx/shared';
import type { ScreeningResult } from '@pixelboxx/shared';
import { inSpan, traceparent } from '@pixelboxx/telemetry';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { CircuitBreaker } from '../redis/key-value/circuit-breaker.ts';
import { AiServiceAway, ImageRefused } from './ai-service-errors.ts';

/** An image takes about 60 ms and waits behind at most ten others. */
const screenTimeoutMs = 15_000;
const probeTimeoutMs = 1_000;
/** How long a sign of life counts. */
const freshMs = 5_000;

/**
 * The ai-service over HTTP. While it is down, calls fail at once and one probe in the background checks when it is back,
 * so that a dead service costs its callers nothing.
 */
@Injectable()
export class AiService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly isConfigured: boolean;
  private readonly client: Client;
  private readonly headers: Record<string, string>;
  private readonly breaker: CircuitBreaker;
  /** It responds, but refuses us: another token, or another service at that address. */
  private isRefusing = false;
  private heardAtMs = 0;

  constructor(
    @InjectConfig() { aiService }: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.isConfigured = aiService !== null;
    this.headers = aiService?.token ? { authorization: `Bearer ${aiService.token}` } : {};
    this.client = createClient({
      baseUrl: aiService?.url.replace(/\/+$/, '') ?? '',
      // Redirects are refused: neither the token nor a private image may go to another host.
      fetch: (input, init) => fetch(input, { ...init, redirect: 'error' }),
    });
    this.breaker = new CircuitBreaker({
      probe: () => this.probe(),
      onChange: (isClosed, cause) =>
        isClosed ? logger.info({ event: 'ai.up' }) : logger.warn({ event: 'ai.down', err: cause }),
    });
  }

  onApplicationBootstrap(): void {
    if (this.isConfigured) void this.breaker.recheck();
  }

  onApplicationShutdown(): void {
    this.breaker.dispose();
  }

  /**
   * Whether images are screened right now, as far as is known. Never waits: if nothing was heard for a while, it asks in
   * the background, and the next caller gets the result. True when no service is configured.
   */
  isUp(): boolean {
    if (this.isConfigured && this.breaker.isClosed && performance.now() - this.heardAtMs > freshMs) {
      this.heardAtMs = performance.now();
      this.probe().catch((cause: unknown) => this.breaker.trip(cause));
    }
    return !this.isConfigured || (this.breaker.isClosed && !this.isRefusing);
  }

  /** Whether it does not respond at all: asking is then pointless, and costs nothing. */
  isAway(): boolean {
    return this.isConfigured && !this.breaker.isClosed;
  }

  /**
   * What the model sees in an image.
   * @param image JPEG, PNG, WebP or GIF
   * @throws ImageRefused when it has no decision on this image; AiServiceAway when that says nothing about the image
   */
  async screen(image: Buffer, signal: AbortSignal): Promise<ScreeningResult> {
    if (!this.isConfigured) throw new AiServiceAway('none is configured');
    if (this.isAway()) throw new AiServiceAway('it does not answer', { cause: this.breaker.cause });
    const bytes = new Blob([new Uint8Array(image)]);
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(screenTimeoutMs)]);
    try {
      const result = await this.ask(bytes, timeout);
      this.isRefusing = false;
      this.heardAtMs = performance.now();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      throw await this.explain(error);
    }
  }

  /** Continues the trace into the service. */
  private ask(bytes: Blob, signal: AbortSignal): Promise<ScreeningResult> {
    const { method, path } = screeningEndpoints.screen;
    const attributes = { 'http.request.method': method, 'http.route': path };
    return inSpan(`${method} ${path}`, { kind: 'client', attributes }, () => {
      const parent = traceparent();
      const headers = { ...this.headers, ...(parent !== undefined && { traceparent: parent }) };
      return this.client(screeningEndpoints.screen, { bytes, headers, signal });
    });
  }

  private async probe(): Promise<void> {
    await this.client(healthEndpoints.ready, { signal: AbortSignal.timeout(probeTimeoutMs) });
    this.heardAtMs = performance.now();
  }

  private async explain(error: unknown): Promise<Error> {
    const { code, status } = error instanceof ApiError ? error : { code: 'TIMEOUT', status: 504 };
    if (code === 'PAYLOAD_TOO_LARGE' || code === 'IMAGE_TOO_LARGE') return new ImageRefused('too-large');
    if (code === 'INVALID_IMAGE' || code === 'UNSUPPORTED_MEDIA_TYPE') return new ImageRefused('unreadable');
    if (code === 'OVERLOADED') return new AiServiceAway('it is busy');
    if (status > 0 && status < 500) return this.refused(code, status);
    // A failure of the service concerns every image; a failure while the service is healthy concerns this image only.
    if (status > 0 && (await this.isReady())) return new ImageRefused('failing', { cause: error });
    this.breaker.trip(error);
    return new AiServiceAway('it does not answer', { cause: error });
  }

  private refused(code: string, status: number): AiServiceAway {
    if (!this.isRefusing) this.logger.error({ event: 'ai.refused', code, status });
    this.isRefusing = true;
    return new AiServiceAway(`it answers ${code}: check AI_SERVICE_URL and AI_SERVICE_TOKEN`);
  }

  private isReady(): Promise<boolean> {
    return this.probe().then(
      () => true,
      () => false,
    );
  }
}
