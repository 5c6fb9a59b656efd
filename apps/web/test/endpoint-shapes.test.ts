import { expect, it } from 'vitest';
import { describeShapes } from '@/api/describe-shapes.ts';
import { endpointShapes } from '@/api/endpoint-shapes.ts';

it('what pages know of endpoints is what the contracts say; else run `node apps/web/write-endpoint-shapes.ts`', () => {
  expect(endpointShapes).toEqual(describeShapes());
});
