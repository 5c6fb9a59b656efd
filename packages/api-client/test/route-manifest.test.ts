import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { expect, it } from 'vitest';
import { routeManifestOf } from '../route-manifest.ts';
import { routeManifest } from '../src/index.ts';

it('the route manifest equals the contracts', async () => {
  expect(routeManifest).toEqual(routeManifestOf(await readEndpointGroups()));
});
