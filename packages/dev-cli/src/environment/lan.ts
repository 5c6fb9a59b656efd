import { isPrivateHost } from '@pixelboxx/node-kit';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { CliError } from '../cli-error.ts';
import type { Environment } from './settings.ts';

/** Interfaces of container engines and virtual machines, which no phone can reach. */
const virtualInterface = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|podman)/;

type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>;

/**
 * The address at which a phone in the same network reaches this machine.
 * @param wanted one of the addresses; '' for the first
 * @throws Fault if there is none, or `wanted` is none of them: plain http is only for private networks
 */
export function chooseLanIp(wanted: string, interfaces: Interfaces = networkInterfaces()): string {
  const found = Object.entries(interfaces)
    .sort(([a], [b]) => Number(virtualInterface.test(a)) - Number(virtualInterface.test(b)))
    .flatMap(([, entries = []]) => entries)
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && isPrivateHost(address))
    .map(({ address }) => address);
  const [first] = found;
  if (first === undefined)
    throw new CliError('This machine has no IPv4 address in a local network, so there is nothing `--lan` could use.');
  if (wanted === '') return first;
  if (found.includes(wanted)) return wanted;
  throw new CliError(`${wanted} is no address of this machine in a local network. There are: ${found.join(', ')}.`);
}

/**
 * Makes the web listen on `address` and be found there, and on this machine's own address, which redirects there. Only
 * this machine can reach the api.
 */
export function lanEnvironment(env: Environment, address: string): Environment {
  const port = env['WEB_PORT'] ?? '3000';
  return { ...env, WEB_HOST: `${address},127.0.0.1`, WEB_ORIGIN: `http://${address}:${port}`, ALLOW_HTTP_LAN: 'true' };
}
