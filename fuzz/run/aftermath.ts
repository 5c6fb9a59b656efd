import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pollUntil } from '@pixelboxx/config/testing';
import { HttpClient } from '../http/client.ts';
import type { Service } from './services.ts';

/** Database backends and outgoing connections that a pool may open at any moment. */
const poolAllowance = 24;

const settleMs = 20_000;
const livenessMs = 250;

export interface Handles {
  /** Connections that were accepted and not closed, except those of `known` clients. */
  readonly accepted: number;
  /** Open files on disk. */
  readonly files: number;
  readonly others: number;
}

/** What is measured of a service between two tiers. */
export interface Traces extends Handles {
  readonly temporaryFiles: readonly string[];
}

/** The handles a process has open (Linux; elsewhere nothing is counted). */
export function handlesOf(pid: number, port: number, known: ReadonlySet<number>): Handles {
  const links = linksOf(pid);
  const inodes = new Set(links.filter((link) => link.startsWith('socket:')));
  const accepted = connectionsOf(pid).filter(
    ({ inode, local, remote }) =>
      local === port && remote !== 0 && inodes.has(`socket:[${inode}]`) && !known.has(remote),
  ).length;
  const files = links.filter((link) => link.startsWith('/') && !/^\/(?:dev|proc)\//.test(link)).length;
  return { accepted, files, others: links.length - accepted - files };
}

/** Local ports of a process's connections to `port`: those that a proxy in front of it keeps open. */
export function portsTowards(pid: number, port: number): Set<number> {
  const inodes = new Set(linksOf(pid));
  const own = connectionsOf(pid).filter(({ remote, inode }) => remote === port && inodes.has(`socket:[${inode}]`));
  return new Set(own.map(({ local }) => local));
}

function linksOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return list(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      return [];
    }
  });
}

interface TcpConnection {
  readonly local: number;
  readonly remote: number;
  readonly inode: string;
}

function connectionsOf(pid: number): TcpConnection[] {
  return ['tcp', 'tcp6'].flatMap((table) => {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/net/${table}`, 'utf8');
    } catch {
      return [];
    }
    return text.trim().split('\n').slice(1).map(readConnection);
  });
}

function readConnection(line: string): TcpConnection {
  const [, local = '', remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/);
  const portOf = (address: string): number => Number.parseInt(address.split(':')[1] ?? '0', 16);
  return { local: portOf(local), remote: portOf(remote), inode };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Files in a folder and its subfolders. */
function listAll(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

/** Files in folders that should contain files only during a request. */
export function temporaryFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => listAll(folder).map((name) => join(folder, name)));
}

/** What is left after a tier, in sentences; an empty list means nothing is left. */
export async function findLeftovers(measure: () => Traces, before: Traces, timeoutMs = settleMs): Promise<string[]> {
  let left: string[] = [];
  const isClean = () => (left = compare(before, measure())).length === 0;
  await pollUntil('nothing is left', isClean, { timeoutMs }).catch((error: unknown) => {
    if (left.length === 0) throw error;
  });
  return left;
}

function compare(before: Traces, after: Traces): string[] {
  const left: string[] = [];
  if (after.accepted > before.accepted) left.push(`${after.accepted - before.accepted} connections are still open`);
  if (after.files > before.files + 2) left.push(`${after.files - before.files} files are still open`);
  if (after.others > before.others + poolAllowance)
    left.push(`${after.others - before.others} more handles than before`);
  const files = after.temporaryFiles.filter((path) => !before.temporaryFiles.includes(path));
  if (files.length > 0) left.push(`${files.length} temporary files are left: ${files.slice(0, 5).join(', ')}`);
  return left;
}

/** The fastest of five responses, in milliseconds: a busy machine delays some, a blocked process all. */
export async function livenessOf(service: Service): Promise<number> {
  const client = new HttpClient(service.port, 5_000);
  const request = { method: 'GET', target: service.readyPath, headers: [['host', 'localhost']], body: null } as const;
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const startedAt = performance.now();
    const response = await client.send(request).catch(() => null);
    if (response?.status === 200) best = Math.min(best, performance.now() - startedAt);
  }
  client.close();
  return best;
}

export const isLively = (milliseconds: number): boolean => milliseconds < livenessMs;
