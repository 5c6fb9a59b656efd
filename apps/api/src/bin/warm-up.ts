import { createCompileCache } from '../compile-cache.ts';

/**
 * Last step of the build: runs the program once, without a database, so that the functions needed at startup and for
 * the usual requests are in the compile cache. The cache is written when the process ends.
 */
createCompileCache();
const { anyConfig } = await import('../any-config.ts');
const { createApp } = await import('../app.ts');
const { authEndpoints, healthEndpoints, userEndpoints } = await import('@pixelboxx/shared');

const app = await createApp(anyConfig('production'));
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
const usual = [healthEndpoints.live, authEndpoints.me, userEndpoints.profile];
for (const path of [...usual.map((endpoint) => endpoint.path.replace(/:\w+/, 'nobody')), '/nowhere'])
  await fetch(url + path);
await app.close();
process.exit();
