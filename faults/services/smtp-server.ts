/**
 * A mail server as a separate process: `node smtp-server.ts PORT FOLDER`. Each accepted email is a file there; without space
 * for it, the server responds as such servers do (RFC 5321, 4.2.3: 452).
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

const [port = '0', folder = '.'] = process.argv.slice(2);

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      try {
        writeFileSync(join(folder, `${randomUUID()}.eml`), Buffer.concat(chunks));
        done();
      } catch {
        done(Object.assign(new Error('Insufficient system storage'), { responseCode: 452 }));
      }
    });
  },
});
server.on('error', () => undefined);
server.listen(Number(port), '127.0.0.1');
