import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@pixelboxx/config/testing';
import { makeKeptSecrets, makeSharedSecrets } from '@pixelboxx/node-kit/make-secrets';
import type { DependencyName } from '../declared.ts';
import { runDatabaseCommand, startProcess } from '../product/processes.ts';
import { Product } from '../product/product.ts';
import { nats, redis } from '../services/brokers.ts';
import { Disk, unmountAll } from '../services/disk.ts';
import { objectStore } from '../services/object-store.ts';
import { databaseUrl, postgres } from '../services/postgres.ts';
import { killAll } from '../services/program.ts';
import { scanner } from '../services/scanner.ts';
import { mergeSettings, Service, type ServiceKind } from '../services/service.ts';
import { smtp } from '../services/smtp.ts';
import type { Place } from './operations.ts';

/** The product's own limits stay unchanged, except the rate limits per address. */
const settings = {
  RATE_LIMIT_SCALE: '100000',
  ARGON2_MEMORY_KIB: '64',
  ARGON2_ITERATIONS: '1',
} as const;

/** Real services, each behind a proxy, and the product using them. */
export class Stage implements Place {
  readonly product: Product;
  readonly disk: Disk;
  readonly #services: ReadonlyMap<DependencyName, Service>;
  readonly #prefix: string;
  readonly #hasResetEmail: (address: string) => boolean;
  #names = 0;

  private constructor(
    product: Product,
    disk: Disk,
    services: ReadonlyMap<DependencyName, Service>,
    prefix: string,
    hasResetEmail: (address: string) => boolean,
  ) {
    this.product = product;
    this.disk = disk;
    this.#services = services;
    this.#prefix = prefix;
    this.#hasResetEmail = hasResetEmail;
  }

  /** @param seed distinguishes this run's users from others */
  static async set(seed: number): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-faults-'));
    chmodSync(folder, 0o711);
    process.once('exit', () => {
      unmountAll();
      rmSync(folder, { recursive: true, force: true });
    });
    const at = (name: string) => {
      mkdirSync(join(folder, name));
      return join(folder, name);
    };
    const secrets = { ...makeKeptSecrets(), ...makeSharedSecrets() };
    const email = smtp(at('smtp'));
    const kinds: ServiceKind[] = [
      await postgres(at('postgres')),
      redis(at('redis')),
      nats(at('nats')),
      await objectStore(at('s3')),
      email,
      scanner(at('scanner')),
      aiService(secrets),
    ];
    const started = await Promise.all(kinds.map((kind) => Service.start(kind)));
    const services = new Map(started.map((service) => [service.kind.name, service]));
    await runDatabaseCommand(databaseUrl(services.get('Postgres')?.port ?? 0), 'apply');
    const disk = Disk.make(join(folder, 'data'), 32);
    const product = await Product.start({
      ...settings,
      ...secrets,
      ...mergeSettings(started),
      DATA_DIR: disk.path,
    });
    return new Stage(product, disk, services, `f${seed.toString(36)}`, (address) => email.hasEmailTo(address));
  }

  get origin(): string {
    return this.product.origin;
  }

  service(name: DependencyName): Service | undefined {
    return this.#services.get(name);
  }

  readonly nextName = (): string => `${this.#prefix}_${(this.#names += 1)}`;

  readonly hasResetEmail = async (address: string): Promise<boolean> => {
    await pollUntil('the email has come', () => this.#hasResetEmail(address), { timeoutMs: 60_000, everyMs: 100 });
    return true;
  };

  /** Removes all of it. */
  async strike(): Promise<void> {
    await killAll();
    unmountAll();
  }
}

function aiService({ AI_SERVICE_TOKEN = '' }: Record<string, string>): ServiceKind {
  return {
    name: 'ai-service',
    start: (port) => startProcess('ai-service', { AI_PORT: String(port), LOG_LEVEL: 'warn', AI_SERVICE_TOKEN }),
    settings: (port) => ({ AI_SERVICE_URL: `http://127.0.0.1:${port}` }),
  };
}
