import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirusScanner } from '../../platform/virus-scan/virus-scanner.ts';
import { ImageProcessor } from './image-processor.service.ts';
import { testConfig } from '../../../test/support/config.ts';
import { flatIdat, handmadePng, photo } from '../../../test/support/uploads/images.ts';

class NothingFound extends VirusScanner {
  override findMalware(): Promise<null> {
    return Promise.resolve(null);
  }

  override isUp(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pixelboxx-processor-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(name: string, bytes: Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

/**
 * Interlaced, so that decoding holds all of it in memory: 35 megapixels, 100 MiB. The quickest of all heavy images: even
 * on a busy machine the second must not wait for the first longer than the service allows.
 */
function heavyPng(): Buffer {
  const size = { width: 5900, height: 5900 };
  return handmadePng(size, flatIdat({ ...size, height: size.height + 10 }), [], true);
}

describe('pictures that are processed simultaneously', () => {
  it('are not blocked by large ones, which are processed one at a time', async () => {
    const processor = new ImageProcessor(new NothingFound(), testConfig(), pino({ level: 'silent' }));
    const heavy = fileOf('heavy.png', heavyPng());
    const light = fileOf('light.jpg', await photo({ width: 64, height: 64 }).jpeg().toBuffer());
    const order: string[] = [];
    const process = async (name: string, path: string): Promise<void> => {
      await processor.process(path, 'image');
      order.push(name);
    };
    await Promise.all([
      process('heavy', heavy),
      process('heavy', heavy),
      ...Array.from({ length: 4 }, () => process('light', light)),
    ]);
    expect(order).toEqual(['light', 'light', 'light', 'light', 'heavy', 'heavy']);
  });
});
