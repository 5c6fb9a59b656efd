import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screeningEndpoints, type ScreeningResult, type ScreeningScores } from '@pixelboxx/shared';
import { animation, drawing, noise, plain } from './support/images.ts';
import { startService, type Service } from './support/service.ts';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

function screen(bytes: Buffer, type = 'application/octet-stream'): Promise<ScreeningResult> {
  return service.client(screeningEndpoints.screen, { bytes: new Blob([new Uint8Array(bytes)], { type }) });
}

function likeliest(scores: ScreeningScores): string | undefined {
  return Object.entries(scores).sort(([, a], [, b]) => b - a)[0]?.[0];
}

const unsafety = ({ scores }: ScreeningResult) => scores.porn + scores.hentai;

describe('POST /v1/screen', () => {
  it('answers probabilities that sum to one', async () => {
    const { scores, flagged, model, milliseconds } = await screen(await drawing().png().toBuffer(), 'image/png');
    expect(Object.values(scores).reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    expect(Object.keys(scores).sort()).toEqual(['drawing', 'hentai', 'neutral', 'porn', 'sexy']);
    expect(flagged).toBe(false);
    expect(model).toBe('nsfwjs-mobilenet-v2');
    expect(milliseconds).toBeGreaterThan(0);
  });

  it('answers the same for the same bytes', async () => {
    const bytes = await drawing().jpeg().toBuffer();
    const [first, second] = [await screen(bytes), await screen(bytes)];
    expect(second.scores).toEqual(first.scores);
  });

  it('distinguishes a flat drawing from the grain of a photograph', async () => {
    expect(likeliest((await screen(await plain().png().toBuffer())).scores)).toBe('drawing');
    expect(likeliest((await screen(await noise(2000, 1500).webp().toBuffer())).scores)).toBe('neutral');
  });

  it('detects the type by the bytes, whatever the sender claims', async () => {
    const bytes = await drawing().png().toBuffer();
    const honest = await screen(bytes, 'image/png');
    for (const type of ['image/gif', 'image/jpeg', ''])
      expect((await screen(bytes, type)).scores).toEqual(honest.scores);
  });

  it.each([
    ['grey', drawing().greyscale().png()],
    ['16-bit', drawing().toColourspace('rgb16').png()],
    ['transparent', drawing().ensureAlpha(0.5).png()],
    ['CMYK', drawing().toColourspace('cmyk').jpeg()],
    ['palette', drawing().png({ palette: true })],
    ['one pixel', plain(1, 1).png()],
  ])('reads a %s image', async (_, image) => {
    const { scores } = await screen(await image.toBuffer());
    expect(Object.values(scores).reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
  });

  it('rates an animation by its worst sampled frame', async () => {
    const frames = [plain(448, 336), drawing(), plain(448, 336, '#ffddcc'), drawing().negate()];
    const alone: number[] = [];
    for (const frame of frames) alone.push(unsafety(await screen(await frame.webp({ lossless: true }).toBuffer())));
    const worst = Math.max(...alone);
    expect(alone[0]).toBeLessThan(worst);
    expect(unsafety(await screen(await animation(frames)))).toBeCloseTo(worst, 5);
  });
});

describe('while images are screened', () => {
  it('the service keeps responding to liveness checks', async () => {
    const bytes = await noise(3000, 2000).jpeg().toBuffer();
    const screening = { done: false };
    const beganAt = performance.now();
    const work = Promise.all(Array.from({ length: 8 }, () => screen(bytes))).finally(() => (screening.done = true));
    const times: number[] = [];
    while (!screening.done) {
      const startedAt = performance.now();
      expect((await fetch(`${service.url}/v1/health/live`)).status).toBe(200);
      times.push(performance.now() - startedAt);
    }
    await work;
    const perImage = (performance.now() - beganAt) / 8;
    times.sort((a, b) => a - b);
    expect(times.length).toBeGreaterThan(10);
    // If the work held up answers, each would come when an image is done; a busy machine delays both.
    expect(times[Math.floor(times.length * 0.9)]).toBeLessThan(perImage / 2);
  });
});
