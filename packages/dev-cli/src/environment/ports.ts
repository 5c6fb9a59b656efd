import { createServer, type Server } from 'node:net';
import { CliError } from '../cli-error.ts';
import { portVariables, type ServiceName } from './settings.ts';

/** Some systems let two programs listen on the same port with different addresses, so try each address. */
const addresses = ['::', '0.0.0.0', '127.0.0.1'];

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Only a port that is taken or forbidden counts; a machine without IPv6 reports EAFNOSUPPORT or EADDRNOTAVAIL.
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export async function isPortFree(port: number): Promise<boolean> {
  for (const address of addresses) if (!(await canListen(port, address))) return false;
  return true;
}

/** A port on which nothing listens at the moment. */
export async function findFreePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  return port;
}

/** Several different ports: all are held until the last is found, because a released port can be returned again. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenSomewhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(server));
  });
}

/**
 * @param command the npm command to suggest, such as `npm start`
 * @throws Fault with one line per port in use
 */
export async function requireFreePorts(ports: Record<ServiceName, number>, command: string): Promise<void> {
  const lines: string[] = [];
  const spoken = new Set(Object.values(ports));
  for (const [name, variable] of Object.entries(portVariables) as [ServiceName, string][]) {
    if (await isPortFree(ports[name])) continue;
    let free = ports[name] + 1;
    while (spoken.has(free) || !(await isPortFree(free))) free = free >= 65_535 ? 1024 : free + 1;
    spoken.add(free);
    const advice = `Stop the other program or choose another: ${variable}=${free} ${command}`;
    lines.push(`Port ${ports[name]} is in use. ${advice}`);
  }
  if (lines.length > 0) throw new CliError(lines.join('\n'));
}
