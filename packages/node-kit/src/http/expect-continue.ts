import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Responds to `Expect: 100-continue` when something begins to read the body, and not before: a request that is refused
 * by its headers gets its final response instead, and the client does not send the body (RFC 9110, 10.1.1). Other
 * expectations are ignored, as the RFC allows: Node would respond with a bare 417 without an envelope or an id.
 */
export function continueWhenRead(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const invite = () => {
      if (!response.headersSent && !response.destroyed) response.writeContinue();
    };
    request.once('resume', invite);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}
