import { readFileSync } from 'node:fs';
import { pollUntil } from '@pixelboxx/config/testing';

export type ServiceName = 'api' | 'web' | 'ai-service';

export interface Service {
  readonly name: ServiceName;
  readonly port: number;
  readonly readyPath: string;
}

const restartTimeoutMs = 60_000;

/**
 * The processes under test. The process that starts them writes their ids into a file as JSON, and restarts one that ended:
 * a changed id means that a request ended a process.
 */
export class Services {
  readonly #pidFile: string;
  #known: Readonly<Record<string, number>>;
  #asking: Promise<string | null> | null = null;

  constructor(pidFile: string) {
    this.#pidFile = pidFile;
    this.#known = this.#read();
  }

  pidOf(name: ServiceName): number {
    return this.#known[name] ?? 0;
  }

  /**
   * Which of them ended since the last call, once their replacements respond. Calls that arrive meanwhile get the same
   * result.
   */
  whatEnded(all: readonly Service[]): Promise<string | null> {
    this.#asking ??= this.#ask(all).finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask(all: readonly Service[]): Promise<string | null> {
    const now = this.#read();
    const ended = Object.keys(now).filter((name) => now[name] !== this.#known[name] || !isAlive(now[name]));
    if (ended.length === 0) return null;
    for (const service of all) await this.untilReady(service);
    return ended.join(' and ');
  }

  /** Waits until the service responds again. @throws Error if it does not within a minute */
  async untilReady(service: Service): Promise<void> {
    const isReady = async (): Promise<boolean> => {
      const response = await fetch(`http://127.0.0.1:${service.port}${service.readyPath}`, {
        signal: AbortSignal.timeout(2_000),
      }).catch(() => null);
      await response?.body?.cancel();
      return response?.ok === true;
    };
    await pollUntil(`${service.name} is back`, isReady, { timeoutMs: restartTimeoutMs });
    this.#known = this.#read();
  }

  #read(): Readonly<Record<string, number>> {
    return JSON.parse(readFileSync(this.#pidFile, 'utf8')) as Record<string, number>;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
