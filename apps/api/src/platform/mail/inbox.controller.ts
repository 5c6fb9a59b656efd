import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { isLoopbackIp } from '@pixelboxx/node-kit';
import { AppError } from '../errors/app-error.ts';
import { listEmails, readEmail } from './inbox.ts';
import { renderInbox, renderEmail } from './inbox-page.ts';
import { outboxDirectory } from './outbox-directory.ts';

/** Emails are untrusted content: nothing in them may run, load or call out, and their links open elsewhere. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Shows developers the emails of the embedded outbox. Never part of production, see `MailModule`. */
@Controller('dev/inbox')
export class InboxController {
  private readonly directory: string;

  constructor(@InjectConfig() config: Config) {
    this.directory = outboxDirectory(config);
  }

  @Get()
  @Header('cache-control', 'no-store')
  async list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.page(request, reply, renderInbox(await listEmails(this.directory)));
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const email = await readEmail(this.directory, id);
    if (!email) throw new AppError('NOT_FOUND');
    return this.page(request, reply, renderEmail(email));
  }

  private page(request: FastifyRequest, reply: FastifyReply, html: string): string {
    if (!isFromThisMachine(request)) throw new AppError('NOT_FOUND');
    void reply.header('content-security-policy', contentSecurityPolicy).type('text/html; charset=utf-8');
    return html;
  }
}

/**
 * Checks both ends of the connection, and the client behind the web. The host name alone grants nothing, because
 * anyone can send it; checking it keeps out a page elsewhere whose own name points at this machine (DNS rebinding): a
 * browser on this machine runs such a page.
 */
function isFromThisMachine({ raw: { socket }, ip, hostname }: FastifyRequest): boolean {
  const ips = [socket.remoteAddress, socket.localAddress ?? socket.remoteAddress, ip];
  return ips.every(isLoopbackIp) && ownNames.has(hostname);
}
