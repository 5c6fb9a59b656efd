import { findFreePort } from '@pixelboxx/config/testing';
import type { Program } from '../services/program.ts';
import { startProcess, untilOk } from './processes.ts';

/** The processes of the product that must survive whatever happens to the services behind them. */
export class Product {
  readonly origin: string;
  readonly #env: Record<string, string>;
  readonly #apiPort: number;
  readonly #ends: string[] = [];
  #api: Program | undefined;
  #web: Program | undefined;

  private constructor(origin: string, apiPort: number, env: Record<string, string>) {
    this.origin = origin;
    this.#apiPort = apiPort;
    this.#env = env;
  }

  static async start(settings: Record<string, string>): Promise<Product> {
    const [webPort, apiPort] = [await findFreePort(), await findFreePort()];
    const origin = `http://localhost:${webPort}`;
    const product = new Product(origin, apiPort, {
      ...settings,
      ALLOW_EMBEDDED: 'true',
      LOG_LEVEL: 'warn',
      WEB_ORIGIN: origin,
      WEB_PORT: String(webPort),
      API_PORT: String(apiPort),
      API_URL: `http://127.0.0.1:${apiPort}`,
    });
    await product.startApi();
    product.#web = product.#watch('web', startProcess('web', product.#env));
    await untilOk('web', product.#web, `${origin}/health`);
    return product;
  }

  /** Processes that ended unexpectedly since the last call, with their last lines. */
  takeEnds(): string[] {
    return this.#ends.splice(0);
  }

  /** Waits until it is alive; whether it is ready depends on its dependencies. */
  async startApi(): Promise<void> {
    this.#api = this.#watch('api', startProcess('api', this.#env));
    await untilOk('api', this.#api, `http://127.0.0.1:${this.#apiPort}/v1/health/live`);
  }

  async stopApi(): Promise<void> {
    const how = await this.#api?.stop();
    if (how !== 'exit 0') this.#ends.push(`the api ended with ${how ?? 'nothing'} when it was asked to`);
  }

  apiLog(count: number): string[] {
    return this.#api?.tail(count) ?? [];
  }

  #watch(name: string, program: Program): Program {
    void program.ended.then((how) => {
      if (!program.isAsked) this.#ends.push(`${name} ended (${how}): ${program.tail(5).join(' | ')}`);
    });
    return program;
  }
}
