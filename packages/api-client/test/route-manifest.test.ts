import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { expect, it } from 'vitest';
import { routeManifestOf } from '../route-manifest.ts';
import { routeManifest } from '../src/index.ts';

it('what clients know of endpoints is what the contracts say', async () => {
  expect(routeManifest).toEqual(routeManifestOf(await readEndpointGroups()));
});
