import { Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { ReceivingPlaces } from '../intake/index.ts';
import type { Announcement } from './partial-uploads-store.ts';
import { ResumableUploadsStore } from './resumable-uploads.store.ts';
import type { TusRequest, TusResponse } from './tus-exchange.ts';
import { UploadLock } from './upload-lock.service.ts';

/** Receives the part in one tus request, in one of its sender's places. */
@Injectable()
export class PartReceiver {
  constructor(
    private readonly rows: ResumableUploadsStore,
    private readonly places: ReceivingPlaces,
    private readonly locks: UploadLock,
    private readonly partialUploads: PartialUploads,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * The tus library needs 20 MB, so the first upload loads it.
   * @param path of the upload; null to create one, whose row `begin` writes
   */
  async receive(
    userId: string,
    request: TusRequest,
    path: { readonly id: string } | null,
    begin: (announcement: Announcement) => Promise<void> = () => Promise.reject(new AppError('NOT_FOUND')),
  ): Promise<TusResponse> {
    const { exchangeByTus } = await import('./tus-exchange.ts');
    const { maxBytes, minRate } = this.config.uploads;
    const load = (id: string) => this.rows.require(userId, id);
    const resources = { partialUploads: this.partialUploads, locks: this.locks, maxBytes, minRate, load, begin };
    return this.places.hold(request.sender, request.stream, (over) =>
      exchangeByTus(request, path, { ...resources, over }),
    );
  }
}
