import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@pixelboxx/embedded-postgres';

export interface BenchDatabase {
  readonly kind: 'PostgreSQL' | 'embedded PostgreSQL';
  readonly url: string;
  /** Processor time of all its processes so far; null if this run did not start them. */
  cpuSeconds(): number | null;
  stop(): Promise<void>;
}

/**
 * The database for the run: BENCH_DATABASE_URL; else a PostgreSQL installed on this machine, started on a free port
 * with its own data; else the embedded one.
 */
export async function startDatabase(): Promise<BenchDatabase> {
  const given = process.env['BENCH_DATABASE_URL'];
  if (given) return { kind: 'PostgreSQL', url: given, cpuSeconds: () => null, stop: () => Promise.resolve() };
  const bin = findServer();
  if (bin) return startServer(bin);
  const embedded = await startEmbeddedPostgres({});
  return { kind: 'embedded PostgreSQL', url: embedded.url, cpuSeconds: () => null, stop: () => embedded.stop() };
}

function findServer(): string | null {
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return null;
  const versions = readdirSync(base).filter((version) => existsSync(join(base, version, 'bin/postgres')));
  const newest = versions.sort((left, right) => Number(right) - Number(left))[0];
  return newest ? join(base, newest, 'bin') : null;
}

async function startServer(bin: string): Promise<BenchDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'pixelboxx-bench-'));
  chmodSync(dir, 0o777);
  const data = join(dir, 'data');
  run([join(bin, 'initdb'), '-D', data, '-U', 'postgres', '--auth=trust', '--no-sync']);
  const port = await freePort();
  const settings = [
    `-p${port}`,
    '-clisten_addresses=127.0.0.1',
    `-cunix_socket_directories=${dir}`,
    '-cshared_buffers=256MB',
  ];
  const [program = '', ...args] = asServerUser([join(bin, 'postgres'), '-D', data, ...settings]);
  const server = spawn(program, args, { stdio: 'ignore' });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await untilReachable(join(bin, 'pg_isready'), port);
  return {
    kind: 'PostgreSQL',
    url,
    cpuSeconds: () => cpuSecondsOf(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0])),
    stop: async () => {
      run([join(bin, 'pg_ctl'), 'stop', '-D', data, '-m', 'fast']);
      server.kill();
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

/** The time of a process, of its children, and of their ended children (proc(5)). */
function cpuSecondsOf(postmaster: number): number {
  let ticks = 0;
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const [ppid = 0, ...times] = statOf(entry);
    if (Number(entry) === postmaster) ticks += times.reduce((sum, time) => sum + time, 0);
    else if (ppid === postmaster) ticks += (times[0] ?? 0) + (times[1] ?? 0);
  }
  return ticks / 100;
}

/** The parent, and the ticks of the process and its ended children: user, system, user, system. */
function statOf(pid: string): number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [fields[1], ...fields.slice(11, 15)].map(Number);
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** PostgreSQL refuses to run as root; Debian's package creates a user for it. */
function asServerUser(command: string[]): string[] {
  return process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
}

function run(command: string[]): void {
  const [program = '', ...args] = asServerUser(command);
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}

async function untilReachable(probe: string, port: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (spawnSync(probe, ['-h', '127.0.0.1', '-p', String(port)]).status !== 0) {
    if (performance.now() > deadline) throw new Error('PostgreSQL did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
