import { Agent, get, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, get as getSecurely } from 'node:https';
import { freshnessMsOf } from './freshness.ts';

const agentOptions = { keepAlive: true, scheduling: 'lifo' } as const;
const agent = new Agent(agentOptions);
const secureAgent = new SecureAgent(agentOptions);

interface Received {
  readonly status: number;
  readonly body: string;
  /** As in a recorded read. */
  readonly freshMs: number;
}

/**
 * Requests an address of the API. This runs for every visitor of a kept page, and `fetch` would be most of that visit's
 * cost: it adds about half as much processor time again as this.
 * @throws the error of the request, or the signal's reason
 */
export function askAgain(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Received> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const options = { agent: isSecure ? secureAgent : agent, headers: { accept: '*/*', ...headers }, signal };
    const take = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const freshMs = freshnessMsOf((name) => response.headersDistinct[name]?.join(','));
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), freshMs });
      });
    };
    const request = isSecure ? getSecurely(url, options, take) : get(url, options, take);
    request.on('error', reject);
  });
}
