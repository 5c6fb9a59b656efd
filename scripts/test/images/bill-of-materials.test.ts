import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { billOfMaterials } from '../../images/bill-of-materials.ts';

const shape = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string().regex(/^\d+\.\d+\.\d+/),
      purl: z.string().startsWith('pkg:npm/'),
      hashes: z.array(z.object({ content: z.string().regex(/^[0-9a-f]{128}$/) })).optional(),
    }),
  ),
});
const namesIn = (workspace: string) => shape.parse(billOfMaterials(workspace)).components.map(({ name }) => name);

describe('the bill of materials of an image', () => {
  it('lists the packages that a service imports, also indirectly', () => {
    // Fastify is Nest's, and ours; light-my-request is Fastify's; argon2 has its code in a package per platform.
    expect(namesIn('apps/api')).toEqual(expect.arrayContaining(['fastify', 'light-my-request', 'pg-boss', 'sharp']));
    expect(namesIn('apps/api').some((name) => name.startsWith('@node-rs/argon2-'))).toBe(true);
    expect(namesIn('apps/web')).toEqual(expect.arrayContaining(['next', 'react-dom', 'zod']));
  });

  it('lists neither development tools nor our own workspaces', () => {
    for (const workspace of ['apps/api', 'apps/web', 'apps/ai-service']) {
      const names = namesIn(workspace);
      expect(names).not.toContain('vitest');
      expect(names).not.toContain('rolldown');
      expect(names.filter((name) => name.startsWith('@pixelboxx/'))).toEqual([]);
      expect(new Set(names).size).toBeGreaterThan(3);
    }
  });

  it('lists every package once, each with its origin', () => {
    const { components } = shape.parse(billOfMaterials('apps/api'));
    const addresses = components.map(({ purl }) => purl);
    expect(addresses.filter((purl) => purl.includes('@', 8) && !/^pkg:npm\/(%40)?[^@]+@[^@]+$/.test(purl))).toEqual([]);
    expect(components.filter(({ hashes }) => !hashes)).toEqual([]);
  });
});
