import fc from 'fast-check';
import { hostileBytes } from '../generate/text.ts';
import type { HeaderField } from '../http/message.ts';
import type { ServiceName } from '../run/services.ts';
import { about, inOnePiece, type Scripts } from './pieces.ts';
import { bytesOfRequest, type PlainRequest } from './requests.ts';
import type { Ending, Script } from './script.ts';

/** Other protocols than HTTP/1.1, requested by an upgrade or simply used. */
export function upgraded(requests: fc.Arbitrary<PlainRequest>): Scripts {
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
      return {
        ...about(request),
        kind: 'upgraded',
        pieces: inOnePiece(bytes),
        ending,
        target: null,
        owesResponse: false,
      };
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
      pieces: inOnePiece(Buffer.from(text, 'latin1')),
      ending,
      owesResponse: false,
    }));
  return fc.oneof(asked, spoken);
}
