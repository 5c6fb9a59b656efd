import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpClient } from '../http/client.ts';
import type { Service } from './services.ts';

/** Files that only exist while a request is carried out. */
const temporaryFolders = ['incoming'];

/** Backends and outgoing connections that a pool may open at any moment. */
const poolAllowance = 24;

const settleMs = 20_000;
const pollMs = 100;
const livenessMs = 250;

export interface Handles {
  /** Connections that were accepted and not closed, but for those of `known` clients. */
  readonly accepted: number;
  /** Open files of the disk. */
  readonly files: number;
  readonly others: number;
}

/** What a process has open (Linux; elsewhere nothing is counted). */
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

/** Local ports of the connections that a process holds to `port`: those of a proxy in front of it, kept for later. */
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

export function temporaryFiles(dataDir: string): string[] {
  return temporaryFolders.flatMap((folder) => list(join(dataDir, folder)).map((name) => join(folder, name)));
}

/** What is left after a tier, in sentences; nothing is left in the end when the list is empty. */
export async function findLeftovers(
  measure: () => Handles,
  before: Handles,
  dataDir: string | null,
): Promise<string[]> {
  const deadline = Date.now() + settleMs;
  for (;;) {
    const left = compare(before, measure(), dataDir);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(pollMs);
  }
}

function compare(before: Handles, after: Handles, dataDir: string | null): string[] {
  const left: string[] = [];
  if (after.accepted > before.accepted) left.push(`${after.accepted - before.accepted} connections are still open`);
  if (after.files > before.files + 2) left.push(`${after.files - before.files} files are still open`);
  if (after.others > before.others + poolAllowance)
    left.push(`${after.others - before.others} more handles than before`);
  const files = dataDir === null ? [] : temporaryFiles(dataDir);
  if (files.length > 0) left.push(`${files.length} temporary files are left: ${files.slice(0, 5).join(', ')}`);
  return left;
}

/** The fastest of five answers, in milliseconds: a busy machine delays some, a blocked process all. */
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
