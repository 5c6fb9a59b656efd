import { Injectable } from '@nestjs/common';
import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { readFile } from 'node:fs/promises';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { VirusScanner } from '../../platform/virus-scan/virus-scanner.ts';
import { type HeifHeader, isHeif } from '../heif/index.ts';
import { convertHeic, inspectHeic } from './heic-converter.ts';
import { type InspectedImage, inspectImage } from './image-inspection.ts';
import { type ImageKind, type ProcessedImage, processImage, processInspected } from './image-pipeline.ts';
import { release } from './decoder/release.ts';

/** Above this, only one image is decoded at a time. */
const heavyBytes = 96 * 1024 * 1024;

/** All frames of an animation are in memory: decoded, scaled down, and in the encoder (measured: 6 to 7.5). */
const bytesPerAnimatedPixel = 7;

/** Refused clients come back when about one image is done. */
const retryAfterSeconds = 3;

/**
 * Decodes uploads in bounded memory: two at a time, of which only one may need its whole image in memory. Waiting
 * uploads are files on disk and need no memory; a heavy one waits for the other heavy one without delaying light ones.
 */
@Injectable()
export class ImageProcessor {
  private readonly limiter = new ConcurrencyLimiter({
    concurrent: 2,
    queued: 32,
    maxWaitMs: 10_000,
    retryAfterSeconds,
  });
  private readonly heavyLimiter = new ConcurrencyLimiter({
    concurrent: 1,
    queued: 2,
    maxWaitMs: 10_000,
    retryAfterSeconds,
  });
  /** Each runs in its own process, whose memory comes on top; a phone's image takes a second or two. */
  private readonly heicLimiter = new ConcurrencyLimiter({
    concurrent: 1,
    queued: 8,
    maxWaitMs: 20_000,
    retryAfterSeconds,
  });

  constructor(
    private readonly virusScanner: VirusScanner,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Images being decoded and waiting, with the heavy ones counted separately. */
  get load(): Readonly<Record<string, number>> {
    const [light, heavy, heic] = [this.limiter.load, this.heavyLimiter.load, this.heicLimiter.load];
    return { running: light.running, waiting: light.waiting + heavy.waiting + heic.waiting };
  }

  /**
   * Every upload passes through here, and is scanned before the decoder reads it.
   * @throws AppError as `processImage` does; `MALWARE_DETECTED`; `SERVICE_UNAVAILABLE` if the scanner does not decide;
   *   `OVERLOADED`
   */
  async process(path: string, kind: ImageKind): Promise<ProcessedImage> {
    await this.refuseMalware(path);
    const light = await this.limiter.run(async () => {
      const bytes = await readFile(path);
      if (isHeif(bytes)) return inspectHeic(bytes, this.config.uploads);
      const inspected = await inspectImage(bytes, this.config.uploads);
      if (isHeavy(inspected, kind)) return null;
      const image = await processInspected(bytes, inspected, kind);
      release(bytes);
      return image;
    });
    if (light === null) return this.runHeavy(() => this.decode(path, kind));
    return 'variants' in light ? light : this.heicLimiter.run(() => this.convert(path, light, kind));
  }

  private async decode(path: string, kind: ImageKind): Promise<ProcessedImage> {
    const bytes = await readFile(path);
    const image = await processImage(bytes, kind, this.config.uploads);
    release(bytes);
    return image;
  }

  private convert(path: string, header: HeifHeader, kind: ImageKind): Promise<ProcessedImage> {
    const work = async () => {
      const png = await convertHeic(await readFile(path), header);
      const image = await processImage(png, kind, this.config.uploads);
      release(png);
      return image;
    };
    // The result of the conversion is uncompressed.
    return header.width * header.height * 4 > heavyBytes ? this.runHeavy(work) : this.limiter.run(work);
  }

  private runHeavy(work: () => Promise<ProcessedImage>): Promise<ProcessedImage> {
    return this.heavyLimiter.run(() => this.limiter.run(work));
  }

  private async refuseMalware(path: string): Promise<void> {
    const found = await this.virusScanner.findMalware(path);
    if (found === null) return;
    this.logger.warn({ event: 'uploads.malware.detected', found });
    throw new AppError('MALWARE_DETECTED');
  }
}

function isHeavy({ width, height, frames, decodeBytes }: InspectedImage, kind: ImageKind): boolean {
  // An avatar uses only the first frame.
  const animated = kind === 'image' && frames > 1 ? width * height * frames * bytesPerAnimatedPixel : 0;
  return Math.max(decodeBytes, animated) > heavyBytes;
}
