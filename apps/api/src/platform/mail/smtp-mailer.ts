import type { SMTPPoolOptions } from 'nodemailer';
import { composeMessage } from './mail-message.ts';
import { MailDeliveryError, Mailer, type OutgoingMail } from './mailer.ts';

interface SmtpMailerOptions {
  /** `smtps://` (TLS from the start, port 465) or `smtp://` (port 587), with user and password if the server requires them. */
  readonly url: string;
  readonly from: string;
  /** Limit for connecting, for the greeting and for the name lookup; twice that for silence in between. */
  readonly timeoutMs?: number;
}

/**
 * Mail by SMTP, over a few persistent connections. Certificates are verified whenever TLS is used; a password is never sent
 * without TLS, except to this machine itself. Every wait has a limit.
 */
export class SmtpMailer extends Mailer {
  private readonly options: ReturnType<typeof poolOptions>;
  private transport: ReturnType<typeof createPool> | undefined;
  private readonly from: string;
  private isReachable = true;

  constructor({ url, from, timeoutMs = 10_000 }: SmtpMailerOptions) {
    super();
    this.from = from;
    this.options = poolOptions(new URL(url), timeoutMs);
  }

  override async send(mail: OutgoingMail, signal?: AbortSignal): Promise<void> {
    const message = composeMessage(mail, this.from);
    this.transport ??= createPool(this.options);
    const transport = await this.transport;
    try {
      await transport.sendMail(signal ? { ...message, signal } : message);
      this.isReachable = true;
    } catch (error) {
      const failure = describe(error);
      this.isReachable = failure.isRefusal;
      throw failure;
    }
  }

  override isUp(): boolean {
    return this.isReachable;
  }

  override async close(): Promise<void> {
    (await this.transport)?.close();
  }
}

/** The library is loaded with the first email, so that it does not delay the start. */
async function createPool(options: SMTPPoolOptions & { pool: true }) {
  const { createTransport } = await import('nodemailer');
  const pool = createTransport(options);
  // An idle connection that dies would end the process; an email being sent gets its own error.
  pool.on('error', () => undefined);
  return pool;
}

function poolOptions(url: URL, timeoutMs: number): SMTPPoolOptions & { pool: true } {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const isSecure = url.protocol === 'smtps:';
  return {
    pool: true,
    maxConnections: 3,
    maxMessages: 100,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    requireTLS: !isSecure && !isLocal && url.username !== '',
    // A mail catcher on this machine has at most a self-signed certificate, and nobody can listen in between.
    ignoreTLS: !isSecure && isLocal,
    tls: { minVersion: 'TLSv1.2' },
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: 2 * timeoutMs,
  };
}

/** Refused credentials count as a server that is down: the operator must fix that, and the email is fine. */
function describe(error: unknown): MailDeliveryError {
  const { code = 'unknown', responseCode = 0 } = (error instanceof Error ? error : {}) as {
    code?: string;
    responseCode?: number;
  };
  const isRefusal = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
  return new MailDeliveryError(responseCode > 0 ? `${code}, ${responseCode}` : code, isRefusal);
}
