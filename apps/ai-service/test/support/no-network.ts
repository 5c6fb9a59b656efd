import { Socket as DatagramSocket } from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, Socket } from 'node:net';
import { threadId } from 'node:worker_threads';

// Preloaded into every thread of a process: whatever would leave the machine throws, and says so on stderr.
function refuse(what: string): never {
  process.stderr.write(`network refused: ${what}\n`);
  throw new Error(`There is no network: ${what}`);
}

const lookupAddress = dns.lookup;

Socket.prototype.connect = () => refuse('connect');
DatagramSocket.prototype.send = () => refuse('send');
// Listening looks its own address up as well, which asks nobody while it is written in numbers.
dns.lookup = new Proxy(lookupAddress, {
  apply: (target, self, parameters: unknown[]) =>
    isIP(String(parameters[0])) > 0 ? (Reflect.apply(target, self, parameters) as unknown) : refuse('lookup'),
});
syncBuiltinESMExports();

const blocked = await fetch('http://192.0.2.1/').then(
  () => false,
  () => true,
);
process.stderr.write(`thread ${threadId} is cut off: ${blocked}\n`);
