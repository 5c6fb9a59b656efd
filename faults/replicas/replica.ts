import { findFreePort } from '@pixelboxx/config/testing';
import { startProcess, untilOk } from '../product/processes.ts';
import type { Program } from '../services/program.ts';

/** One of several equal processes; it is stopped and started again on its port. */
export class Replica {
  readonly name: 'api' | 'web';
  readonly port: number;
  readonly #env: Record<string, string>;
  #program: Program | undefined;

  constructor(name: 'api' | 'web', port: number, env: Record<string, string>) {
    this.name = name;
    this.port = port;
    this.#env = { ...env, [name === 'api' ? 'API_PORT' : 'WEB_PORT']: String(port) };
  }

  static async ports(count: number): Promise<number[]> {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await findFreePort());
    return ports;
  }

  async start(): Promise<void> {
    this.#program = startProcess(this.name, this.#env);
    const path = this.name === 'api' ? '/v1/health/ready' : '/health';
    await untilOk(`${this.name} at ${this.port}`, this.#program, `http://127.0.0.1:${this.port}${path}`);
  }

  /** Like an orchestrator: asks it to end, waits, starts it again, waits until it is ready. @returns the fault, if any */
  async restart(): Promise<string | null> {
    const program = this.#program;
    if (!program || program.hasEnded)
      return `${this.name} at ${this.port} had ended: ${program?.tail(3).join(' | ') ?? ''}`;
    const how = await program.stop();
    await this.start();
    return how === 'exit 0' ? null : `${this.name} at ${this.port} ended with ${how} when it was asked to`;
  }
}
