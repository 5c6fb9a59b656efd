import { expect, it } from 'vitest';
import { useS3 } from '../support/network/s3-server.ts';
import { register } from '../support/clients/users.ts';
import { storedKeys, uploadImage } from '../support/uploads/uploading.ts';
import { hashIn, newImage, screened, untilGone, untilQuiet, useScreenedApp } from '../support/uploads/screened-app.ts';

const app = useScreenedApp(useS3().settings);

it('a flagged picture is moved out of the public part of an S3 store, too', async () => {
  app.ai.response = () => 'unsafe';
  const user = await register(app);
  const upload = await uploadImage(user.browser, await newImage({ width: 1400, height: 300 }), 'public');
  const flagged = await screened(user, upload, 'FLAGGED');
  for (const { url } of upload.variants) await untilGone(app, url);
  await untilQuiet(app);
  const names = [320, 640, 1280, 2048].map((width) => `private/${hashIn(upload)}/${width}.webp`);
  expect((await storedKeys(app)).sort()).toEqual(names.sort());
  for (const { url, bytes } of flagged.variants) {
    const response = await fetch(url ?? '');
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, bytes]);
  }
});
