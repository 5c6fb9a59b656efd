import type { Server } from 'node:http';

/**
 * `Expect` with anything but `100-continue` is passed over (RFC 9110 10.1.1 leaves that to the server): Node would answer a
 * bare 417 that has neither the envelope nor an id.
 */
export function ignoreUnknownExpectations(server: Server): void {
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
}
