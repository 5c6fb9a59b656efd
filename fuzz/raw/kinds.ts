import fc from 'fast-check';
import type { HeaderField } from '../http/message.ts';
import { hostileBytes } from '../generate/text.ts';
import type { ServiceName } from '../run/services.ts';
import {
  bytesOfRequest,
  fieldPart,
  filePart,
  formPieces,
  formRequest,
  type PlainRequest,
  plainRequests,
  tusCreation,
  tusPart,
} from './requests.ts';
import type { Ending, Piece, Script } from './script.ts';

type Scripts = fc.Arbitrary<Script>;

const atOnce = (bytes: Buffer): Piece[] => [{ bytes, pauseMs: 0 }];
const position = fc.double({ min: 0, max: 1, noNaN: true });
const cutAt = (bytes: Buffer, at: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * at));

function about({ service, method, target }: PlainRequest): Pick<Script, 'service' | 'methods' | 'target'> {
  return { service, methods: [method], target };
}

/** Cut anywhere, and gone, in order or not, or silent. */
function cut(requests: fc.Arbitrary<PlainRequest>): Scripts {
  return fc
    .tuple(requests, position, fc.constantFrom<Ending>('close', 'reset', 'halfClose', 'leave'))
    .map(([request, at, ending]) => ({
      ...about(request),
      kind: 'cut',
      pieces: atOnce(cutAt(bytesOfRequest(request), at)),
      ending,
      target: null,
      owesAnswer: false,
    }));
}

/** Whole, and gone before the answer. */
function abandoned(requests: fc.Arbitrary<PlainRequest>): Scripts {
  return fc.tuple(requests, fc.constantFrom<Ending>('close', 'reset')).map(([request, ending]) => ({
    ...about(request),
    kind: 'abandoned',
    pieces: atOnce(bytesOfRequest(request)),
    ending,
    owesAnswer: false,
  }));
}

/** A few bytes at a time, for two seconds at most. */
function trickled(requests: fc.Arbitrary<PlainRequest>): Scripts {
  return fc
    .tuple(
      requests,
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom<Ending>('wait', 'wait', 'reset'),
    )
    .map(([request, count, pauseMs, ending]) => {
      const bytes = bytesOfRequest(request);
      const size = Math.ceil(bytes.length / count);
      const pieces = Array.from({ length: count }, (_, index) => ({
        bytes: bytes.subarray(index * size, (index + 1) * size),
        pauseMs,
      }));
      return { ...about(request), kind: 'trickled', pieces, ending, owesAnswer: ending === 'wait' };
    });
}

const megabytes = (count: number): Buffer => Buffer.alloc(count * 1_000_000, 0x61);

/** More than is taken: heads, addresses, bodies that come, and bodies that are only announced. */
function oversized(picture: Buffer): Scripts {
  const get = (target: string, headers: readonly HeaderField[]): PlainRequest => ({
    service: 'api',
    method: 'GET',
    target,
    headers,
    body: null,
  });
  const large = Buffer.concat(formPieces([filePart(Buffer.concat([picture, megabytes(12)]))]));
  const whole = fc.constantFrom<PlainRequest>(
    get('/v1/auth/me', [['x-large', 'x'.repeat(20_000)]]),
    get('/v1/auth/me', [['cookie', 'a=1; '.repeat(4_000)]]),
    get(`/v1/users/${'x'.repeat(20_000)}`, []),
    get(
      '/v1/auth/me',
      Array.from({ length: 1_500 }, (_, index): HeaderField => [`x-${index}`, '1']),
    ),
    {
      service: 'api',
      method: 'POST',
      target: '/v1/auth/login',
      headers: [['content-type', 'application/json']],
      body: megabytes(1),
    },
    {
      service: 'api',
      method: 'POST',
      target: '/v1/uploads/image',
      headers: [['content-type', 'multipart/form-data; boundary=x']],
      body: megabytes(12),
    },
    formRequest('api', '/v1/uploads/image', large),
    tusCreation('api', megabytes(12)),
    {
      service: 'ai-service',
      method: 'POST',
      target: '/v1/screen',
      headers: [
        ['authorization', 'Bearer {{aiToken}}'],
        ['content-type', 'image/png'],
      ],
      body: megabytes(12),
    },
  );
  const announced = fc.tuple(
    plainRequests(picture),
    fc.constantFrom('999999999', '99999999999999999999', '-1', '1e3', '', '+5', '0x10'),
  );
  return fc.oneof(
    fc.tuple(whole, fc.boolean()).map(([request, throughWeb]) => {
      const service: ServiceName = throughWeb && request.service === 'api' ? 'web' : request.service;
      return {
        ...about({ ...request, service }),
        kind: 'oversized',
        pieces: atOnce(bytesOfRequest(request)),
        ending: 'wait' as const,
        owesAnswer: true,
      };
    }),
    announced.map(([request, length]) => ({
      ...about(request),
      kind: 'oversized',
      pieces: atOnce(bytesOfRequest(request, [['content-length', length]])),
      ending: 'close' as const,
      target: null,
      owesAnswer: false,
    })),
  );
}

const crlf = '\r\n';
const chunked = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}${crlf}`), body, Buffer.from(`${crlf}0${crlf}${crlf}`)]);

/** Chunks that are none, and lengths told twice (request smuggling, RFC 9112 6.3 and 11.2). */
function wronglyChunked(requests: fc.Arbitrary<PlainRequest>): Scripts {
  const encoding: HeaderField = ['transfer-encoding', 'chunked'];
  const framings = fc.constantFrom<readonly HeaderField[]>(
    [encoding],
    [encoding, encoding],
    [encoding, ['content-length', '5']],
    [['content-length', '5'], encoding],
    [
      ['content-length', '5'],
      ['content-length', '6'],
    ],
    [['transfer-encoding', 'xchunked']],
    [['transfer-encoding', 'chunked, identity']],
    [['transfer-encoding', 'gzip, chunked']],
    [['transfer-encoding', '\x0bchunked']],
    [
      ['transfer-encoding', 'chunked'],
      ['te', 'trailers'],
      ['trailer', 'host'],
    ],
  );
  const spoil = fc.constantFrom<(body: Buffer) => Buffer>(
    chunked,
    chunked,
    (body) => body,
    (body) => Buffer.from(chunked(body).toString('latin1').replace('\r\n', '\n'), 'latin1'),
    (body) => Buffer.concat([Buffer.from(`ffffffffffffffffff${crlf}`), body]),
    (body) => Buffer.concat([Buffer.from(`-5${crlf}`), body]),
    (body) => Buffer.concat([Buffer.from(`5;${'x'.repeat(20_000)}${crlf}`), body]),
    (body) =>
      Buffer.concat([
        Buffer.from(`${(body.length + 3).toString(16)}${crlf}`),
        body,
        Buffer.from(`${crlf}0${crlf}${crlf}`),
      ]),
    (body) => chunked(body).subarray(0, -2),
    (body) =>
      Buffer.concat([
        chunked(body).subarray(0, -2),
        Buffer.from(`host: elsewhere${crlf}content-length: 9${crlf}${crlf}`),
      ]),
    () => Buffer.from(`0${crlf}${crlf}`),
    () => Buffer.from(`${crlf}${crlf}`),
  );
  return fc
    .tuple(requests, framings, spoil, fc.constantFrom<Ending>('halfClose', 'close', 'reset', 'leave'))
    .map(([request, framing, change, ending]) => ({
      ...about(request),
      kind: 'wrongly chunked',
      pieces: atOnce(bytesOfRequest(request, framing, change(request.body ?? Buffer.from('{}')))),
      ending,
      target: null,
      owesAnswer: false,
    }));
}

/** Several requests in one go, of which any may be broken or the last missing its end. */
function pipelined(requests: fc.Arbitrary<PlainRequest>): Scripts {
  const trailing = fc.oneof(
    { weight: 3, arbitrary: fc.constant(Buffer.alloc(0)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        Buffer.from(crlf),
        Buffer.from('GET / HTTP/1.1\r\n'),
        Buffer.from('garbage\r\n\r\n'),
        Buffer.from('GET /'),
      ),
    },
  );
  return fc
    .tuple(
      fc.array(requests, { minLength: 2, maxLength: 6 }),
      trailing,
      fc.constantFrom<Ending>('halfClose', 'wait', 'reset'),
    )
    .map(([several, rest, ending]) => {
      const first = several[0];
      const service = first?.service ?? 'api';
      return {
        kind: 'pipelined',
        service,
        methods: several.map(({ method }) => method),
        target: null,
        pieces: atOnce(Buffer.concat([...several.map((request) => bytesOfRequest(request)), rest])),
        ending,
        owesAnswer: ending === 'wait',
      };
    });
}

/** Other protocols than HTTP/1.1, asked for or just spoken. */
function upgraded(requests: fc.Arbitrary<PlainRequest>): Scripts {
  const upgrades = fc.constantFrom<readonly HeaderField[]>(
    [
      ['connection', 'upgrade'],
      ['upgrade', 'websocket'],
      ['sec-websocket-version', '13'],
      ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ],
    [
      ['connection', 'upgrade, http2-settings'],
      ['upgrade', 'h2c'],
      ['http2-settings', 'AAMAAABkAAQAAP__'],
    ],
    [
      ['connection', 'upgrade'],
      ['upgrade', 'x'.repeat(500)],
    ],
    [
      ['connection', 'upgrade'],
      ['upgrade', 'websocket, h2c'],
    ],
    [['upgrade', 'websocket']],
  );
  const asked = fc
    .tuple(requests, upgrades, hostileBytes, fc.constantFrom<Ending>('halfClose', 'close', 'reset', 'leave'))
    .map(([request, fields, after, ending]) => {
      const length: HeaderField[] = request.body ? [['content-length', String(request.body.length)]] : [];
      const bytes = Buffer.concat([bytesOfRequest(request, [...length, ...fields]), Buffer.from(after, 'latin1')]);
      return { ...about(request), kind: 'upgraded', pieces: atOnce(bytes), ending, target: null, owesAnswer: false };
    });
  const spoken = fc
    .tuple(
      fc.constantFrom<ServiceName>('api', 'web', 'ai-service'),
      fc.constantFrom(
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00',
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
        'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: x\r\n\r\n',
        'M-SEARCH * HTTP/1.1\r\nhost: 239.255.255.250:1900\r\n\r\n',
        'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n',
        'GET /v1/health/live HTTP/0.9\r\n\r\n',
        'GET /v1/health/live\r\n',
        'GET /v1/health/live HTTP/1.0\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\r\nhost : a\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\r\n host: a\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\nhost: a\n\n',
        'GET\t/v1/health/live\tHTTP/1.1\r\nhost: a\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\r\nhost: a\r\nx: a\x00b\r\n\r\n',
        'GET /v1/health/live HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n',
        'GET /v1/health/live HTTP/9.9\r\nhost: a\r\n\r\n',
        'FOO /v1/health/live HTTP/1.1\r\nhost: a\r\n\r\n',
        '\r\n\r\n\r\n',
        'EHLO x\r\n',
        '\x00',
      ),
      fc.constantFrom<Ending>('halfClose', 'close', 'reset'),
    )
    .map(([service, text, ending]): Script => ({
      kind: 'upgraded',
      service,
      methods: ['GET'],
      target: null,
      pieces: atOnce(Buffer.from(text, 'latin1')),
      ending,
      owesAnswer: false,
    }));
  return fc.oneof(asked, spoken);
}

/** Forms without one of their pieces, with one twice, or ending after any: as a whole request, or as one cut there. */
function brokenForms(picture: Buffer): Scripts {
  const parts = fc.constantFrom(
    [filePart(picture)],
    [fieldPart('visibility', 'public'), filePart(picture)],
    [filePart(picture), fieldPart('visibility', 'public')],
    [filePart(picture), filePart(picture)],
    [filePart(Buffer.alloc(200, 0x61), 'x')],
    [filePart(Buffer.alloc(0))],
    [fieldPart('x', 'y')],
    [{ head: 'x', bytes: picture }],
    [],
  );
  const target = fc.constantFrom('/v1/uploads/avatar', '/v1/uploads/image');
  const damage = fc.constantFrom('ends before', 'lacks', 'doubles');
  return fc
    .tuple(
      fc.constantFrom<ServiceName>('api', 'api', 'web'),
      target,
      parts,
      position,
      damage,
      fc.constantFrom<Ending>('wait', 'wait', 'close', 'reset', 'halfClose'),
    )
    .map(([service, path, form, at, how, ending]) => {
      const pieces = formPieces(form);
      const index = Math.floor(at * pieces.length);
      const kept =
        how === 'ends before'
          ? pieces.slice(0, index)
          : how === 'lacks'
            ? pieces.toSpliced(index, 1)
            : pieces.toSpliced(index, 0, pieces[index] ?? Buffer.alloc(0));
      const request = formRequest(service, path, Buffer.concat(kept));
      return {
        ...about(request),
        kind: 'broken form',
        pieces: atOnce(bytesOfRequest(request)),
        ending,
        owesAnswer: ending === 'wait',
      };
    });
}

/** Parts of resumable uploads that end at every stage: before, within and after their bytes, at the right place or not. */
function brokenParts(picture: Buffer): Scripts {
  const offset = fc.constantFrom(0, 0, 0, 1, 500, 1_000_000);
  return fc
    .tuple(
      fc.constantFrom<ServiceName>('api', 'api', 'web'),
      fc.boolean(),
      offset,
      position,
      fc.constantFrom<Ending>('close', 'reset', 'halfClose', 'leave', 'wait'),
    )
    .map(([service, creates, from, at, ending]) => {
      const request = creates ? tusCreation(service, picture) : tusPart(service, picture, from);
      const bytes = bytesOfRequest(request);
      const headLength = bytes.length - picture.length;
      const sent = ending === 'wait' ? bytes : bytes.subarray(0, headLength + Math.floor(picture.length * at));
      return { ...about(request), kind: 'broken part', pieces: atOnce(sent), ending, owesAnswer: ending === 'wait' };
    });
}

export function scripts(picture: Buffer): Scripts {
  const requests = plainRequests(picture);
  return fc.oneof(
    { weight: 4, arbitrary: cut(requests) },
    { weight: 2, arbitrary: abandoned(requests) },
    { weight: 3, arbitrary: trickled(requests) },
    { weight: 1, arbitrary: oversized(picture) },
    { weight: 4, arbitrary: wronglyChunked(requests) },
    { weight: 3, arbitrary: pipelined(requests) },
    { weight: 4, arbitrary: upgraded(requests) },
    { weight: 6, arbitrary: brokenForms(picture) },
    { weight: 4, arbitrary: brokenParts(picture) },
  );
}
