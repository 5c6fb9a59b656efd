import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { SignedUrl, Upload } from '@pixelboxx/shared';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';
import { maxSignedUrlSeconds, ObjectStorage } from '../../platform/storage/object-storage.ts';
import { ImageBlobs, variantsOf } from '../blobs/index.ts';
import { uploadOf, type VariantUrls } from './upload-view.ts';

type Placed = Pick<UploadRow, 'storageVisibility' | 'contentHash' | 'variants'>;

/** URLs stay the same for this long, so that a page shown again finds its images in the browser's cache. */
const sameForMs = 5 * 60 * 1000;

/** Where the variants of an upload can be fetched. */
@Injectable()
export class UploadUrls {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly objects: ImageBlobs,
    private readonly clock: Clock,
  ) {}

  /** The upload for users who may see it: permanent URLs for public objects, signed ones for private objects. */
  async viewOf(row: UploadRow): Promise<Upload> {
    const urls = row.storageVisibility === 'PUBLIC' ? this.lastingOf(row) : await this.signedOf(row);
    return uploadOf(row, variantsOf(row), urls);
  }

  lastingOf(row: Placed): VariantUrls {
    const urls = variantsOf(row).map(({ name }) => [name, this.publicUrl(row, name)] as const);
    return { urls: new Map(urls), expireAt: null };
  }

  publicUrl(row: Pick<Placed, 'storageVisibility' | 'contentHash'>, variant: string): string {
    return this.storage.publicUrl(this.objects.keyOf(row, variant));
  }

  /** Valid for at least ten minutes and at most fifteen. */
  async sign(row: Pick<Placed, 'storageVisibility' | 'contentHash'>, variant: string): Promise<SignedUrl> {
    const signed = await this.signFully(row, variant);
    return { url: signed.url, expiresAt: signed.expiresAt.toISOString() };
  }

  private async signedOf(row: Placed): Promise<VariantUrls> {
    const urls = new Map<string, string>();
    let expireAt: Date | null = null;
    for (const { name } of variantsOf(row)) {
      const { url, expiresAt } = await this.signFully(row, name);
      urls.set(name, url);
      expireAt ??= expiresAt;
    }
    return { urls, expireAt };
  }

  private signFully(row: Pick<Placed, 'storageVisibility' | 'contentHash'>, variant: string) {
    const signedAt = new Date(Math.floor(this.clock.nowMs() / sameForMs) * sameForMs);
    return this.storage.signedUrl(this.objects.keyOf(row, variant), {
      expiresInSeconds: maxSignedUrlSeconds,
      signedAt,
    });
  }
}
