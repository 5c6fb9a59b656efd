import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** GitHub's part in signing in (docs.github.com, "Authorizing OAuth apps"), as an Enterprise Server has it below one origin. */
export class GitHubServer {
  user: { id: number; login: string; name: string; avatar_url?: unknown } = {
    id: 1,
    login: 'octocat',
    name: 'The Octocat',
  };
  emails = [{ email: 'octocat@example.com', primary: true, verified: true }];
  /** What comes back besides code and state. */
  further: Record<string, string> = {};
  private readonly codes = new Map<string, string>();
  private readonly tokens = new Set<string>();
  private readonly server: Server = createServer((request, response) => void this.respond(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    if (pathname === '/login/oauth/authorize') {
      const code = randomUUID();
      this.codes.set(code, searchParams.get('code_challenge') ?? '');
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      const parameters = { code, state: searchParams.get('state') ?? '', ...this.further };
      back.search = new URLSearchParams(parameters).toString();
      response.writeHead(302, { location: back.href }).end();
    } else if (pathname === '/login/oauth/access_token') {
      const sent = new URLSearchParams(await text(request));
      const challenge = this.codes.get(sent.get('code') ?? '');
      const verifier = createHash('sha256')
        .update(sent.get('code_verifier') ?? '')
        .digest('base64url');
      // It says what is wrong with status 200.
      if (challenge !== verifier) return void json({ error: 'bad_verification_code', error_description: 'expired' });
      const token = randomUUID();
      this.tokens.add(token);
      json({ access_token: token, scope: 'read:user,user:email', token_type: 'bearer' });
    } else if (!this.tokens.has(request.headers.authorization?.replace(/^Bearer /i, '') ?? '')) {
      json({ message: 'Bad credentials' }, 401);
    } else if (pathname === '/api/v3/user') json(this.user);
    else if (pathname === '/api/v3/user/emails') json(this.emails);
    else json({ message: 'Not Found' }, 404);
  }
}
