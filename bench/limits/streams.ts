/** The limit of open streams: Node's own server, which writes the first frame and heartbeats, without users. */
import { createServer, type ServerResponse } from 'node:http';

const open = new Set<ServerResponse>();

const server = createServer((request, response) => {
  if (request.url !== '/events') {
    response.end('hello');
    return;
  }
  open.add(response);
  response.once('close', () => open.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  response.write('retry: 2000\n\n');
});

setInterval(() => {
  for (const response of open) response.write(':\n\n');
}, 15_000).unref();

server.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
