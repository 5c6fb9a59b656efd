import { findFreePort, TcpProxy, untilListening } from '@pixelboxx/config/testing';
import type { Disk } from './disk.ts';
import type { Program } from './program.ts';
import type { DependencyName, FaultName } from '../declared.ts';

export const slowMs = 2_000;

/** The properties of a service, apart from what happens to it. */
export interface ServiceKind {
  readonly name: DependencyName;
  /** Starts it on this port, with the data it stored before. */
  readonly start: (port: number) => Program | Promise<Program>;
  /** The product's settings for it, at the port of the proxy in front. */
  readonly settings: (port: number) => Record<string, string>;
  /** Called once it listens. @throws Error while it does not work yet */
  readonly untilUp?: (port: number) => Promise<void>;
  /** Fills it up; absent if that is impossible. */
  readonly fill?: () => void | Promise<void>;
  /** Whether it must be restarted once there is space, because it gives up its storage permanently. */
  readonly givesUpWhenFull?: true;
  readonly free?: () => void | Promise<void>;
}

/** A real service behind a proxy, and everything that can happen to it. */
export class Service {
  readonly kind: ServiceKind;
  readonly #port: number;
  readonly #proxy: TcpProxy;
  #program: Program | undefined;

  private constructor(kind: ServiceKind, port: number, proxy: TcpProxy) {
    this.kind = kind;
    this.#port = port;
    this.#proxy = proxy;
  }

  static async start(kind: ServiceKind): Promise<Service> {
    const port = await findFreePort();
    const service = new Service(kind, port, await TcpProxy.open({ host: '127.0.0.1', port }));
    await service.#start();
    return service;
  }

  get settings(): Record<string, string> {
    return this.kind.settings(this.#proxy.port);
  }

  /** Bypasses the proxy, for checks from the side. */
  get port(): number {
    return this.#port;
  }

  get canFill(): boolean {
    return this.kind.fill !== undefined;
  }

  async break(fault: FaultName): Promise<void> {
    if (fault === 'absent') await this.#proxy.cut();
    else if (fault === 'slow') this.#proxy.slow(slowMs, 'responses');
    else if (fault === 'paused') this.#program?.pause();
    else if (fault === 'full disk') await this.kind.fill?.();
    else {
      await this.#program?.kill();
      // A dead service refuses connections; the proxy must not accept them in its place.
      await this.#proxy.cut();
    }
  }

  /** Ends the fault. A service that did not survive is restarted, as its operator would do. */
  async mend(fault: FaultName): Promise<void> {
    if (fault === 'paused') this.#program?.goOn();
    if (fault === 'full disk') await this.kind.free?.();
    if (fault === 'full disk' && this.kind.givesUpWhenFull) await this.#program?.kill();
    if (this.#program?.hasEnded ?? true) await this.#start();
    await this.kind.untilUp?.(this.#port);
    this.#proxy.flow();
    await this.#proxy.mend();
  }

  async #start(): Promise<void> {
    this.#program = await this.kind.start(this.#port);
    await untilListening(this.kind.name, this.#port);
    await this.kind.untilUp?.(this.#port);
  }
}

/** `fill` and `free` of a service that stores on this disk; empty if the disk cannot be filled. */
export function onDisk(disk: Disk): Pick<ServiceKind, 'fill' | 'free'> {
  return disk.canFill ? { fill: () => disk.fill(), free: () => disk.free() } : {};
}

/** The product's settings for all services. */
export function mergeSettings(services: readonly Service[]): Record<string, string> {
  return Object.fromEntries(services.flatMap(({ settings }) => Object.entries(settings)));
}
