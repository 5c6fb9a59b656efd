import { ErrorBody, isErrorCode } from '@pixelboxx/shared';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { z } from 'zod';

const StrictFailure = z.strictObject({ success: z.literal(false), error: z.strictObject(ErrorBody.shape) });

export type Failure = z.infer<typeof ErrorBody>;

/** The error of a failed response, after checking everything that the contract promises for every failure. */
export async function failureOf(response: Response): Promise<Failure> {
  expect(response.status).toBeGreaterThanOrEqual(400);
  const { error } = StrictFailure.parse(await response.json());
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('x-request-id')).toBe(error.requestId);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(isErrorCode(error.code)).toBe(true);
  return error;
}

/** Sends bytes unchanged, even those that no HTTP client would send, and returns everything that came back. */
export function exchangeRaw(baseUrl: string, bytes: string | Buffer): Promise<Response> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(5000, () => socket.destroy(new Error(`no end of the answer: ${received}`)));
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('utf8')));
    socket.on('error', (error) => (received === '' ? reject(error) : resolve(parse(received))));
    socket.on('close', () => resolve(parse(received)));
  });
}

function parse(text: string): Response {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0);
  const headers = new Headers(
    lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return new Response(body, { status, headers });
}
