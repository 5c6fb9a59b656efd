import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { isLoopbackIp } from '@pixelboxx/node-kit';
import { AppError } from '../errors/app-error.ts';
import { listEmails, readEmail } from './inbox.ts';
import { renderInbox, renderEmail } from './inbox-page.ts';
import { outboxDirectory } from './outbox-directory.ts';

/** Emails are foreign content: nothing in them may run, load or call out, and their links open elsewhere. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What the embedded outbox holds, for a developer to read. Never part of production, see `MailModule`. */
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
 * Both ends of the connection count, and the client behind the web: a name is what anybody may send, so it lets nobody
 * in. It keeps out a page elsewhere that points a name of its own at this machine (DNS rebinding): such a page is
 * read by a browser on this machine.
 */
function isFromThisMachine({ raw: { socket }, ip, hostname }: FastifyRequest): boolean {
  const ips = [socket.remoteAddress, socket.localAddress ?? socket.remoteAddress, ip];
  return ips.every(isLoopbackIp) && ownNames.has(hostname);
}
