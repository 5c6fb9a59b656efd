import { findFreePort } from '@pixelboxx/config/testing';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A small mail server that keeps what it receives, and can be told to refuse. */
export class SmtpSink {
  readonly received: { recipients: string[]; raw: Buffer; mail: Email }[] = [];
  /** The response to every recipient while set. */
  refusal: { code: number; text: string } | null = null;
  private server: SMTPServer | undefined;
  readonly port: number;

  private constructor(port: number) {
    this.port = port;
  }

  /** A port of its own, nothing listening yet. */
  static async reserve(): Promise<SmtpSink> {
    return new SmtpSink(await findFreePort());
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onRcptTo: (_address, _session, callback) => {
        callback(
          this.refusal ? Object.assign(new Error(this.refusal.text), { responseCode: this.refusal.code }) : null,
        );
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          void PostalMime.parse(raw).then((mail) => {
            this.received.push({ recipients, raw, mail });
            callback();
          });
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => void server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
