import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { METHODS } from 'node:http';
import { expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';
import { requestLine } from './request-line.ts';
import { plainIpOf } from '../security/client-ip.ts';

const text = anyText();
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

/** A request as the hook sees it: values that a client chooses have been through the same functions as there. */
const request = fc.record({
  requestId: text.map((id) => requestIdOf({ headers: { 'x-request-id': id } })),
  method: fc.constantFrom(...METHODS),
  route: text,
  status: fc.integer({ min: 100, max: 599 }),
  ms: fc.float({ min: 0, max: 1e6, noNaN: true }).map((ms) => Math.round(ms * 100) / 100),
  ip: fc.oneof(text, fc.ipV4(), fc.ipV6()).map(plainIpOf),
  userId: maybe(fc.oneof(fc.uuid(), text)),
  code: maybe(text),
  traceId: maybe(text),
  spanId: maybe(text),
});

it('the log line of a request equals the output of JSON.stringify for any content', () => {
  fc.assert(
    fc.property(request, (fields) => {
      expect(`{${requestLine(fields)}}`).toBe(JSON.stringify({ event: 'http.request', ...fields }));
    }),
    { seed: 20_261_128 },
  );
});
