import { expect, it } from 'vitest';
import { loadDecoder } from './decoder.ts';
import { release } from './release.ts';

it('releasing a decoded buffer frees its memory immediately', async () => {
  const sharp = await loadDecoder();
  const size = { width: 2000, height: 1000, channels: 3, background: '#123456' } as const;
  const made = await sharp(Buffer.alloc(6_000_000), { raw: { ...size, channels: 3 } })
    .raw()
    .toBuffer();
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  release(made);
  expect(made).toHaveLength(0);
  expect(process.memoryUsage().arrayBuffers + process.memoryUsage().external).toBeLessThan(before - 5_000_000);
});

it('releasing keeps a view of a larger buffer, which others may share', () => {
  const whole = Buffer.from('the whole of a piece of memory');
  const part = whole.subarray(4, 9);
  release(part);
  expect(part.toString()).toBe('whole');
});
