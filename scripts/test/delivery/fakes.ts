import { compileCache } from '@pixelboxx/config/testing';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../root.ts';

export interface Call {
  /** The program and its arguments, with spaces between. */
  readonly line: string;
  readonly input: string;
  readonly kustomization: string | undefined;
  /** Mode and text of the file that KUBECONFIG names. */
  readonly config: string | undefined;
}

export interface Response {
  /** A part of the line. */
  readonly to: string;
  readonly status?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** How often; always unless told. */
  readonly times?: number;
  /** The digest that is written to `--metadata-file`. */
  readonly metadata?: string;
}

export interface Outcome {
  readonly status: number;
  readonly text: string;
}

/** Fakes of the programs that delivery calls, and a site that says it is ready. */
export class Fakes {
  readonly folder = mkdtempSync(join(tmpdir(), 'fakes-'));
  readonly #site: Server;

  private constructor(site: Server) {
    this.#site = site;
    const program = join(import.meta.dirname, 'fake-program.sh');
    for (const name of ['kubectl', 'cosign', 'docker', 'npm']) symlinkSync(program, join(this.folder, name));
  }

  static async start(): Promise<Fakes> {
    const site = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    return new Fakes(site);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#site.address() as AddressInfo).port}`;
  }

  get calls(): Call[] {
    const read = (path: string) => {
      const full = join(this.folder, path);
      return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
    };
    const lines = (read('lines') ?? '').split('\n').slice(0, -1);
    return lines.map((line, index) => ({
      line,
      input: read(`call-${index}.input`) ?? '',
      kustomization: read(`call-${index}.kustomization`),
      config: read(`call-${index}.config`),
    }));
  }

  /** Lines of calls that hold this text. */
  called(text: string): string[] {
    return this.calls.map(({ line }) => line).filter((line) => line.includes(text));
  }

  /** The script itself, as a workflow starts it. */
  run(
    script: string,
    args: readonly string[],
    responses: readonly Response[],
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    for (const [index, response] of responses.entries()) this.#write(`response-${100 + index}`, response);
    const path = `${this.folder}:${dirname(process.execPath)}`;
    return new Promise((resolve) => {
      execFile(
        join(root, 'scripts/delivery', script),
        args,
        {
          env: { PATH: `${path}:/usr/bin:/bin`, FAKE_FOLDER: this.folder, TMPDIR: tmpdir(), ...compileCache(), ...env },
        },
        (error, stdout, stderr) =>
          resolve({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, text: stdout + stderr }),
      );
    });
  }

  #write(name: string, { to, status = 0, stdout = '', stderr = '', times = 1e6, metadata = '' }: Response): void {
    mkdirSync(join(this.folder, name));
    const written = {
      to,
      status,
      stdout,
      stderr,
      times,
      metadata: JSON.stringify({ 'containerimage.digest': metadata }),
    };
    for (const [key, value] of Object.entries(written)) writeFileSync(join(this.folder, name, key), String(value));
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#site.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
