import { Server } from 'node:net';

/** The limit if connections keep arriving: by then no load balancer has noticed, and waiting longer changes nothing. */
const maxRounds = 500;

/**
 * Stops listening without losing connections that have arrived: pending connections are accepted, one per turn of the
 * event loop, and their bytes are read before they can count as idle. `close` of an HTTP server ends idle connections
 * at once, with requests in them unread, and the kernel resets those that are not accepted yet.
 */
export async function stopAccepting(server: Server): Promise<void> {
  let accepted = 0;
  const count = () => (accepted += 1);
  server.on('connection', count);
  for (let round = 0, before = -1; round < maxRounds && before < accepted; round += 1) {
    before = accepted;
    await inTurns(2);
  }
  server.off('connection', count);
  // Not the HTTP server's own `close`, which also ends idle connections.
  if (server.listening) Server.prototype.close.call(server);
  await inTurns(3);
}

async function inTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
