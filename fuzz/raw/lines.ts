import fc from 'fast-check';
import type { HeaderField } from '../http/message.ts';
import type { ServiceName } from '../run/services.ts';
import { about, inOnePiece, position, type Scripts } from './pieces.ts';
import {
  bytesOfRequest,
  filePart,
  formPieces,
  formRequest,
  type PlainRequest,
  plainRequests,
  tusCreation,
} from './requests.ts';
import type { Ending } from './script.ts';

const cutAt = (bytes: Buffer, at: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * at));

/** Cut anywhere; then the client disconnects, properly or not, or stays silent. */
export function cut(requests: fc.Arbitrary<PlainRequest>): Scripts {
  return fc
    .tuple(requests, position, fc.constantFrom<Ending>('close', 'reset', 'halfClose', 'leave'))
    .map(([request, at, ending]) => ({
      ...about(request),
      kind: 'cut',
      pieces: inOnePiece(cutAt(bytesOfRequest(request), at)),
      ending,
      target: null,
      owesResponse: false,
    }));
}

/** Complete, but the client disconnects before the response. */
export function abandoned(requests: fc.Arbitrary<PlainRequest>): Scripts {
  return fc.tuple(requests, fc.constantFrom<Ending>('close', 'reset')).map(([request, ending]) => ({
    ...about(request),
    kind: 'abandoned',
    pieces: inOnePiece(bytesOfRequest(request)),
    ending,
    owesResponse: false,
  }));
}

/** A few bytes at a time, for two seconds at most. */
export function trickled(requests: fc.Arbitrary<PlainRequest>): Scripts {
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
      return { ...about(request), kind: 'trickled', pieces, ending, owesResponse: ending === 'wait' };
    });
}

const megabytes = (count: number): Buffer => Buffer.alloc(count * 1_000_000, 0x61);

/** More than is accepted: heads, addresses, bodies that are sent, and bodies that are only announced. */
export function oversized(image: Buffer): Scripts {
  const get = (target: string, headers: readonly HeaderField[]): PlainRequest => ({
    service: 'api',
    method: 'GET',
    target,
    headers,
    body: null,
  });
  const large = Buffer.concat(formPieces([filePart(Buffer.concat([image, megabytes(12)]))]));
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
    plainRequests(image),
    fc.constantFrom('999999999', '99999999999999999999', '-1', '1e3', '', '+5', '0x10'),
  );
  return fc.oneof(
    fc.tuple(whole, fc.boolean()).map(([request, throughWeb]) => {
      const service: ServiceName = throughWeb && request.service === 'api' ? 'web' : request.service;
      return {
        ...about({ ...request, service }),
        kind: 'oversized',
        pieces: inOnePiece(bytesOfRequest(request)),
        ending: 'wait' as const,
        owesResponse: true,
      };
    }),
    announced.map(([request, length]) => ({
      ...about(request),
      kind: 'oversized',
      pieces: inOnePiece(bytesOfRequest(request, [['content-length', length]])),
      ending: 'close' as const,
      target: null,
      owesResponse: false,
    })),
  );
}
