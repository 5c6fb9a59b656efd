/**
 * A real PostgreSQL (PGlite, Postgres compiled to WebAssembly) that ordinary clients reach over TCP on this machine.
 * Committed data survives the killing of the process; WebAssembly cannot fsync, so a power failure can lose the last
 * seconds. For data that must not be lost use DATABASE_URL.
 */
import { PGlite } from '@electric-sql/pglite';
import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { lockDataDirectory } from './data-directory.ts';
import { MemoryFiles } from './memory-files.ts';
import { Multiplexer } from './multiplexer.ts';
import { Session } from './session.ts';
import { fatal, messagesIn } from './wire-protocol.ts';

const HOST = '127.0.0.1';
const DATABASE = 'postgres';
const USER = 'postgres';
const IDLE_TRANSACTION_MS = 20_000;

/** Postgres fills its buffers with zeros at startup; with one client at a time, few of the default 128 MB are needed. */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/** A database in memory ends with its process, so its log need not support recovery, nor use space. */
const IN_MEMORY = [
  ...['-c', 'wal_level=minimal', '-c', 'max_wal_senders=0', '-c', 'full_page_writes=off'],
  ...['-c', 'synchronous_commit=off', '-c', 'wal_init_zero=off', '-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB'],
];

export interface EmbeddedPostgresOptions {
  /** Where the files are stored; in memory if absent. Created if missing. */
  dataDir?: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** Random if absent. */
  password?: string;
  /** A `snapshot()` of another instance to start from; only for an empty directory or in memory. */
  snapshot?: Buffer;
  maxConnections?: number;
  /** How long a client can keep a transaction open and idle while others wait, before it is disconnected. */
  idleTransactionMs?: number;
  /** Called when the database has ended unexpectedly (a FATAL error, out of memory); all clients were notified and disconnected. */
  onCrash?: (cause: unknown) => void;
}

export interface EmbeddedPostgres {
  /** Contains a password that only this process and those to which it gives the URL know. */
  url: string;
  /** The whole data directory as a tar file. */
  snapshot(): Promise<Buffer>;
  /** Disconnects every client, rolls back what it left open, and then accepts only clients with the new URL that this resolves to. */
  evict(): Promise<string>;
  stop(): Promise<void>;
}

/** Throws DataDirectoryInUse, or the listening error (EADDRINUSE) of the port. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const password = options.password ?? randomBytes(16).toString('hex');
  // Clients that connect while the database starts get their response when it is ready.
  const early: Socket[] = [];
  const server = createServer((socket) => early.push(socket));
  const port = await listen(server, options.port ?? 0);
  const urlWith = (secret: string): string => `postgresql://${USER}:${secret}@${HOST}:${port}/${DATABASE}`;
  const url = urlWith(password);
  let unlock = (): void => undefined;
  try {
    if (options.dataDir !== undefined) unlock = await lockDataDirectory(options.dataDir, port, url);
    const db = await openDatabase(options);
    const sessions = serve(server, early, db, password, options);
    return {
      url,
      snapshot: async () => {
        // Write everything to the files: copies then start without replaying a log, and nothing waits in memory.
        await db.exec('CHECKPOINT');
        return Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer());
      },
      evict: async () => urlWith(await sessions.evict()),
      stop: once(async () => {
        await sessions.stop();
        await db.close();
        unlock();
      }),
    };
  } catch (error) {
    for (const socket of early) socket.destroy();
    server.close();
    unlock();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function openDatabase({ dataDir, snapshot }: EmbeddedPostgresOptions): Promise<PGlite> {
  if (dataDir === undefined) {
    const files = snapshot ? { fs: new MemoryFiles(snapshot) } : { dataDir: 'memory://' };
    return PGlite.create({ ...files, startParams: [...START_PARAMS, ...IN_MEMORY] });
  }
  const from = snapshot && { loadDataDir: new Blob([new Uint8Array(snapshot)]) };
  // A separate folder, because the lock file is beside it and initdb needs an empty folder.
  const cluster = join(dataDir, 'cluster');
  if (!existsSync(cluster)) {
    // If the process is killed while it writes the files, no partial database is left under the final name.
    const unfinished = `${cluster}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    await (await PGlite.create({ dataDir: unfinished, startParams: START_PARAMS, ...from })).close();
    renameSync(unfinished, cluster);
  } else if (from) throw new Error(`${cluster} exists already; a snapshot is only for an empty directory.`);
  return PGlite.create({ dataDir: cluster, startParams: START_PARAMS });
}

function serve(
  server: Server,
  early: Socket[],
  db: PGlite,
  password: string,
  { maxConnections = 100, idleTransactionMs = IDLE_TRANSACTION_MS, onCrash }: EmbeddedPostgresOptions,
): { evict(): Promise<string>; stop(): Promise<void> } {
  const open = new Map<Socket, Session>();
  const hangUp = (sqlState: string, text: string): Promise<unknown> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const session of open.values()) session.terminate(sqlState, text);
    const impatience = setTimeout(() => open.forEach((_, socket) => socket.destroy()), 1000);
    return closed.finally(() => clearTimeout(impatience));
  };
  const multiplexer = new Multiplexer(db, idleTransactionMs, (cause) => {
    void hangUp('57P02', 'the embedded database ended unexpectedly').then(() => onCrash?.(cause));
  });
  const sessionOptions = { password, database: DATABASE, greeting: greetingOf(db) };
  let count = 0;
  const accept = (socket: Socket): void => {
    if (open.size >= maxConnections) {
      socket.on('error', () => undefined);
      socket.end(fatal('53300', 'sorry, too many clients already'));
      return;
    }
    open.set(socket, new Session(++count, socket, multiplexer, sessionOptions));
    socket.once('close', () => open.delete(socket));
  };
  server.removeAllListeners('connection');
  server.on('connection', accept);
  early.splice(0).forEach(accept);
  return {
    async evict() {
      sessionOptions.password = randomBytes(16).toString('hex');
      const closed = [...open.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of open.keys()) socket.destroy();
      await Promise.all(closed);
      await multiplexer.idle();
      return sessionOptions.password;
    },
    async stop() {
      await hangUp('57P01', 'terminating connection due to administrator command');
      await multiplexer.idle();
    },
  };
}

/**
 * What the backend sends to an authenticated client; it is the same for all clients, so it is requested once. It omits
 * the key with which a client could cancel queries of its backend: no client has its own backend here.
 */
function greetingOf(db: PGlite): Buffer {
  const parameters = Buffer.from(`user\0${USER}\0database\0${DATABASE}\0client_encoding\0UTF8\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(parameters.length + head.length, 0);
  head.writeInt32BE(3 << 16, 4);
  const response = Buffer.from(db.execProtocolRawSync(Buffer.concat([head, parameters])));
  return Buffer.concat([...messagesIn(response)].filter(({ type }) => type !== 'K').map(({ bytes }) => bytes));
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
