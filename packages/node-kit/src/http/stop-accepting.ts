import { Server } from 'node:net';

/** However many arrive: then nobody who balances has noticed yet, and waiting longer changes nothing. */
const maxRounds = 500;

/**
 * Stops listening without losing what has arrived: connections that wait to be accepted are, one in each turn of the event
 * loop, and what they have sent is read before anybody takes them for idle. `close` of an HTTP server ends idle ones at
 * once, with requests in them unread, and the kernel resets those that nobody has accepted.
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
  // Not the HTTP server's own, which ends idle connections, too.
  if (server.listening) Server.prototype.close.call(server);
  await inTurns(3);
}

async function inTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
