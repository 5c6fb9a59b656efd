import fc from 'fast-check';
import type { HeaderField } from '../http/message.ts';
import { about, inOnePiece, type Scripts } from './pieces.ts';
import { bytesOfRequest, type PlainRequest } from './requests.ts';
import type { Ending } from './script.ts';

const crlf = '\r\n';
const chunked = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}${crlf}`), body, Buffer.from(`${crlf}0${crlf}${crlf}`)]);

/** Invalid chunks, and lengths stated twice (request smuggling, RFC 9112 6.3 and 11.2). */
export function wronglyChunked(requests: fc.Arbitrary<PlainRequest>): Scripts {
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
      pieces: inOnePiece(bytesOfRequest(request, framing, change(request.body ?? Buffer.from('{}')))),
      ending,
      target: null,
      owesResponse: false,
    }));
}

/** Several requests at once, any of which may be broken, and the last incomplete. */
export function pipelined(requests: fc.Arbitrary<PlainRequest>): Scripts {
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
        pieces: inOnePiece(Buffer.concat([...several.map((request) => bytesOfRequest(request)), rest])),
        ending,
        owesResponse: ending === 'wait',
      };
    });
}
