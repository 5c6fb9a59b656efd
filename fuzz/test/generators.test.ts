import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { casesOf } from '../generate/case.ts';
import { aiOperations, apiOperations, nameOf, routeOf } from '../generate/operations.ts';
import { drawImages, type SampleImage } from '../generate/images.ts';
import { fillIn } from '../generate/placeholders.ts';
import { validInput } from '../generate/schema.ts';
import { aiStrays, apiStrays, webPages } from '../generate/strays.ts';
import { hostileTexts } from '../generate/text.ts';
import { encodeRequest } from '../http/message.ts';
import { scripts } from '../raw/kinds.ts';
import { seedAt } from '../run/tier.ts';

let images: SampleImage[];
beforeAll(async () => void (images = await drawImages()));

const operations = [...apiOperations, ...aiOperations];

describe('the operations', () => {
  it('are all that the contract declares, each found by its own address', () => {
    expect(apiOperations.length).toBeGreaterThan(50);
    for (const spec of apiOperations) {
      const target = spec.path.replaceAll(/:\w+/g, 'some-value');
      expect(routeOf(apiOperations, spec.method, target)).toBe(spec);
    }
  });

  it('match a URL after removing its dot segments, as a server does', () => {
    const [method, path] = ['GET', '/v1/users/../auth/me'];
    const reached = (target: string) => routeOf(apiOperations, method, target)?.path;
    expect(reached(`http://elsewhere.example${path}?a=/v1/x`)).toBe('/v1/auth/me');
    expect(reached(`http://elsewhere.example/v1/users/%2e%2e/auth/me`)).toBe('/v1/auth/me');
    expect(reached(path)).toBeUndefined();
  });

  it.each(operations.map((spec) => [nameOf(spec), spec] as const))('%s gets valid bodies and queries', (_, spec) => {
    for (const schema of [spec.body, spec.query, ...Object.values(spec.reports ?? {})])
      if (schema)
        fc.assert(
          fc.property(validInput(schema), (value) => schema.safeParse(value).success),
          { seed: 20_261_128, numRuns: 30 },
        );
  });
});

describe('generated requests', () => {
  it('are the same for the same seed and number, and others for others', () => {
    const sample = (seed: number) =>
      apiOperations.map((spec) => fc.sample(casesOf(spec, images), { seed, numRuns: 3 }));
    expect(sample(seedAt(1, 7))).toEqual(sample(seedAt(1, 7)));
    expect(sample(seedAt(1, 8))).not.toEqual(sample(seedAt(1, 7)));
  });

  it('never contain line breaks in their head, which would split them', () => {
    const all = fc.oneof(...operations.map((spec) => casesOf(spec, images)), apiStrays, webPages, aiStrays);
    fc.assert(
      fc.property(all, ({ request }) => {
        const filled = fillIn(request, {});
        const head = encodeRequest({ ...filled, body: null }).toString('latin1');
        expect(head.slice(0, -4).split('\r\n')).toHaveLength(1 + filled.headers.length);
        expect(head.slice(0, -4).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        const length = filled.headers.find(([name]) => name === 'content-length')?.[1];
        expect(length).toBe(filled.body ? String(filled.body.length) : undefined);
      }),
      { seed: 20_261_128, numRuns: 1_500 },
    );
  });

  it('include inputs that crashed a process or a page before', () => {
    const connections = fc
      .sample(scripts(Buffer.from('picture')), { seed: 1, numRuns: 3_000 })
      .map(({ pieces, ending }) => ({
        ending,
        text: Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1'),
      }));
    const isThere = (pattern: RegExp, ending: string) =>
      connections.some((connection) => connection.ending === ending && pattern.test(connection.text));
    // A form whose part has no end, one that is reset, a search that is no address, another protocol.
    expect(isThere(/name="x"; filename="a.png"[^]*a{200}(?!\r\n--)/, 'wait')).toBe(true);
    expect(isThere(/multipart\/form-data/, 'reset')).toBe(true);
    expect(isThere(/^M-SEARCH \* /, 'halfClose')).toBe(true);
    expect(isThere(/^PRI \* HTTP\/2\.0/, 'halfClose')).toBe(true);
    expect(hostileTexts).toContain('\ud800');
    const deep = fc.sample(
      fc.oneof(...apiOperations.filter(({ body, file }) => body && !file).map((spec) => casesOf(spec, images))),
      { seed: 1, numRuns: 4_000 },
    );
    expect(deep.some(({ request }) => request.body?.includes('['.repeat(30_000)))).toBe(true);
  });
});
