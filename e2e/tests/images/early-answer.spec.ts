import { expect, test } from '@playwright/test';
import { newCredentials, registerQuickly } from '../../support/users.ts';

test('[A4] a browser always gets the error for a too large file while it is still sending it @desktop', async ({
  page,
}) => {
  await registerQuickly(page, newCredentials());
  await page.goto('/home');
  const outcomes = await page.evaluate(async () => {
    const told: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const form = new FormData();
      form.set('file', new File([new Uint8Array(31_000_000)], 'holiday.jpg', { type: 'image/jpeg' }));
      const response = await fetch('/v1/uploads/image', { method: 'POST', body: form });
      const { error } = (await response.json()) as { error: { code: string } };
      told.push(`${response.status} ${error.code}`);
    }
    return told;
  });
  expect(outcomes).toEqual(Array(3).fill('413 PAYLOAD_TOO_LARGE'));
});
