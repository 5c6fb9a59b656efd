import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { expect, it } from 'vitest';
import { describeRoutes } from '../describe-routes.ts';
import { routeManifest } from '../src/index.ts';

it('what clients know of endpoints is what the contracts say', async () => {
  expect(routeManifest).toEqual(describeRoutes(await readEndpointGroups()));
});
