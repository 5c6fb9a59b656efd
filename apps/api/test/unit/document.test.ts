import { describe, expect, it } from 'vitest';
import { operationsOf, readDocument } from '../openapi/openapi-validator.ts';
import { contractEndpoints } from '../support/routes.ts';

const document = readDocument();
const operations = operationsOf(document);
const endpoints = [...contractEndpoints()];

describe('the OpenAPI document', () => {
  it('[A6] has version 3.1 and contains every endpoint of the contract', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).not.toEqual([]);
    const described = operations.map(({ method, path }) => `${method} ${path}`);
    for (const [, { method, path }] of endpoints)
      expect(described).toContain(`${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  });

  it('[A6] states for every operation whether it requires a session, and puts it into a described group', () => {
    const groups = new Set(document.tags.map(({ name }) => name));
    for (const { method, path, operation } of operations) {
      const spec = endpoints.find(
        ([, known]) =>
          known.method === (method === 'HEAD' ? 'GET' : method) && known.path.replace(/:(\w+)/g, '{$1}') === path,
      );
      const { access, scope } = spec?.[1] ?? { access: undefined, scope: undefined };
      const isOpen = access === 'public' || path === '/.well-known/jwks.json';
      const byToken = scope === undefined ? [] : [{ personalToken: [scope] }];
      const security = isOpen ? [] : [{ session: [] }, { bearer: [] }, ...byToken];
      expect([path, operation.security]).toEqual([path, security]);
      expect(operation.tags.filter((tag) => groups.has(tag))).toHaveLength(1);
    }
  });

  it('[A6] names each operation once, with the errors that any request can cause', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { operation } of operations)
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '408', '429', '431', '500', '503']),
      );
  });

  it('[A6] has no two paths that match the same address', () => {
    const templates = Object.keys(document.paths).map((path) => path.split('/'));
    const isAmbiguous = (left: string[], right: string[]) =>
      left.length === right.length &&
      left.every((part, index) => part === right[index] || /^\{/.test(part) || /^\{/.test(right[index] ?? '')) &&
      // Where one is concrete wherever the other is, it comes first (OpenAPI 3.1, Paths Object).
      left.some((part, index) => /^\{/.test(part) && !/^\{/.test(right[index] ?? '')) &&
      right.some((part, index) => /^\{/.test(part) && !/^\{/.test(left[index] ?? ''));
    const pairs = templates.flatMap((left, index) => templates.slice(index + 1).map((right) => [left, right] as const));
    expect(
      pairs.filter(([left, right]) => isAmbiguous(left, right)).map((pair) => pair.map((path) => path.join('/'))),
    ).toEqual([]);
  });

  it('[A6] has an order that does not depend on the order of modules', () => {
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(paths.toSorted());
    for (const part of [document.components.schemas, document.components.responses])
      expect(Object.keys(part)).toEqual(Object.keys(part).toSorted());
  });
});
