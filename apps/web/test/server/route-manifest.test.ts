import { expect, it } from 'vitest';
import { describeRoutes } from '@/lib/api/describe-routes.ts';
import { routeManifest } from '@/generated/route-manifest.ts';

it('what pages know of endpoints is what the contracts say', () => {
  expect(routeManifest).toEqual(describeRoutes());
});
