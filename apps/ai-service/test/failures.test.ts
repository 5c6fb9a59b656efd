import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FailureEnvelope } from '@pixelboxx/shared';
import { failureOf, post } from './support/responses.ts';
import { drawing, plain, pngClaiming } from './support/images.ts';
import { startService, type Service } from './support/service.ts';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
const prose = 'This is not an image.\n'.repeat(50);

describe('a body that is not an acceptable image', () => {
  it.each([
    ['no bytes at all', () => Buffer.alloc(0), 422, 'INVALID_IMAGE'],
    ['a text that is called image/png', () => Buffer.from(prose), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['SVG', () => Buffer.from(svg), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['TIFF', () => plain().tiff().toBuffer(), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['AVIF', () => plain().avif({ effort: 0 }).toBuffer(), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['the head of a PNG', async () => (await drawing().png().toBuffer()).subarray(0, 41), 422, 'INVALID_IMAGE'],
    ['half a PNG', async () => half(await drawing().png().toBuffer()), 422, 'INVALID_IMAGE'],
    ['half a JPEG', async () => half(await drawing().jpeg().toBuffer()), 422, 'INVALID_IMAGE'],
    ['half a WebP', async () => half(await drawing().webp().toBuffer()), 422, 'INVALID_IMAGE'],
    ['a signature and rubbish', () => Buffer.from(`GIF89a${prose}`), 422, 'INVALID_IMAGE'],
    ['144 megapixels claimed by a header', () => pngClaiming(12_000, 12_000), 422, 'IMAGE_TOO_LARGE'],
    ['zero pixels claimed by a header', () => pngClaiming(0, 0), 422, 'INVALID_IMAGE'],
  ])('refuses %s', async (_, make, status, code) => {
    const failure = await failureOf(await post(service.url, new Uint8Array(await make()), 'image/png'));
    expect(failure).toMatchObject({ status, code });
  });

  it.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x', 'image/svg+xml', 'nonsense'])(
    'refuses the content type %s',
    async (contentType) => {
      const failure = await failureOf(
        await post(service.url, new Uint8Array(await plain().png().toBuffer()), contentType),
      );
      expect(failure).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    },
  );
});

describe('a request with an invalid host or target', () => {
  it.each([
    ['names no host', 'GET /health HTTP/1.1\r\nconnection: close', 400],
    ['names two hosts', 'GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close', 400],
    ['names no resource', 'GET * HTTP/1.1\r\nhost: a\r\nconnection: close', 404],
    ['names no resource, with a query', 'GET *? HTTP/1.1\r\nhost: a\r\nconnection: close', 404],
    ['has an asterisk in its path', 'GET /a*b HTTP/1.1\r\nhost: a\r\nconnection: close', 404],
  ])('is refused in the envelope if it %s', async (_what, head, status) => {
    const response = await exchangeRaw(Buffer.from(`${head}\r\n\r\n`));
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(response).toMatch(/\r\nx-request-id: \S+\r\n/i);
    expect(response).toContain('"success":false');
  });
});

describe('a body that is too large', () => {
  it('is accepted up to the limit', async () => {
    const padded = Buffer.concat([await plain().png().toBuffer()], 10_000_000);
    expect((await post(service.url, new Uint8Array(padded))).status).toBe(200);
  });

  it('is refused by its declared length', async () => {
    const failure = await failureOf(await post(service.url, new Uint8Array(10_000_001)));
    expect(failure).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('is refused even for a client that reads only after it has sent everything', async () => {
    const head = 'POST /v1/screen HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: 15000000\r\n\r\n';
    const reply = await exchangeRaw(Buffer.concat([Buffer.from(head)], head.length + 15_000_000));
    expect(reply).toMatch(/^HTTP\/1.1 413 /);
  });

  it('is not read for long from a client that continues sending after the response', async () => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('POST /v1/screen HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: 200000000\r\n\r\n');
    while (!socket.destroyed && socket.bytesWritten < 200_000_000) {
      await new Promise((resolve) => socket.write(Buffer.alloc(1_000_000), resolve));
    }
    expect(socket.bytesWritten).toBeLessThan(60_000_000);
    socket.destroy();
  });

  it('is refused while it streams, and is not read to its end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        if (sent > 500_000_000) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const failure = await failureOf(await post(service.url, endless, undefined, { duplex: 'half' }));
    expect(failure).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    expect(sent).toBeLessThan(60_000_000);
  });
});

describe('an address that is not served', () => {
  it.each(['/', '/v1', '/v1/screens', '/v1/health', '/v1/screen/', '/V1/screen'])(
    'answers 404 for %s',
    async (path) => {
      expect(await failureOf(await fetch(service.url + path))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    },
  );

  it.each([
    ['GET', '/v1/screen', 'POST'],
    ['PUT', '/v1/screen?x=1', 'POST'],
    ['POST', '/v1/health/live', 'GET, HEAD'],
    ['DELETE', '/v1/health/ready', 'GET, HEAD'],
  ])('answers 405 for %s %s', async (method, path, allow) => {
    const failure = await failureOf(await fetch(service.url + path, { method }));
    expect(failure).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(failure.headers.get('allow')).toBe(allow);
  });

  it('answers 400 for one that cannot be decoded', async () => {
    expect(await failureOf(await fetch(`${service.url}/%E0%A4%A`))).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });
});

describe('the request id', () => {
  it('of the caller is kept', async () => {
    const response = await fetch(`${service.url}/v1/health/live`, { headers: { 'x-request-id': 'upload-42.a_b' } });
    expect(response.headers.get('x-request-id')).toBe('upload-42.a_b');
  });

  it.each(['two words', 'x'.repeat(129), '{"a":1}'])('%j is replaced', async (id) => {
    const response = await fetch(`${service.url}/nowhere`, { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('invalid HTTP', () => {
  it.each([
    ['rubbish', 'HELLO\r\n\r\n', 400, 'BAD_REQUEST'],
    ['endless headers', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('is answered in the envelope: %s', async (_, sent, status, code) => {
    const reply = await exchangeRaw(sent);
    expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(FailureEnvelope.parse(JSON.parse(reply.slice(reply.indexOf('\r\n\r\n')))).error.code).toBe(code);
  });
});

/** Sends everything, and only then reads what comes back, until the service closes or pauses. */
function exchangeRaw(sent: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write(sent, () => {
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        if (received.includes('"requestId"')) socket.destroy();
      });
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

it('all other image loaders are disabled', async () => {
  await expect(sharp(Buffer.from(svg)).png().toBuffer()).rejects.toThrow();
});

describe('an unknown Expect header', () => {
  it('has no effect: the request is answered as without it', async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.end('GET /v1/health/live HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n');
    const received = await text(socket);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toContain('x-request-id');
  });
});
