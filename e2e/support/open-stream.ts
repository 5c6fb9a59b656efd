import { liveEndpoints } from '@pixelboxx/shared';
import { get, type IncomingMessage } from 'node:http';

/** A stream on a separate connection, and the bytes that arrived. */
export class OpenStream {
  received = '';
  /** `end` for a complete response; otherwise what broke it. Undefined while it is open. */
  ending: string | undefined;

  private constructor(response: IncomingMessage) {
    const endBy = (ending: string) => (this.ending ??= ending);
    response
      .setEncoding('utf8')
      .on('data', (text: string) => (this.received += text))
      .on('end', () => endBy(response.complete ? 'end' : 'half a response'))
      .on('error', (error) => endBy(error.message))
      .on('close', () => endBy('closed without an end'));
  }

  /** Resolves once the response has begun. */
  static open(url: string, cookie: string): Promise<OpenStream> {
    return new Promise((resolve, reject) => {
      get(new URL(liveEndpoints.events.path, url), { agent: false, headers: { cookie } }, (response) => {
        if (response.statusCode === 200) resolve(new OpenStream(response));
        else reject(new Error(`The stream was refused: ${response.statusCode}`));
      }).once('error', reject);
    });
  }
}
