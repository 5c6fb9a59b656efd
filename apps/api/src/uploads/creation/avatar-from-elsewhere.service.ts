import { Injectable } from '@nestjs/common';
import type { Upload } from '@pixelboxx/shared';
import { type Bring, FileCollector, type Sender } from '../intake/index.ts';
import type { BesidesUpload } from './upload-promotion.service.ts';
import { UploadsService } from './uploads.service.ts';

/** Creates an avatar from an image that its owner does not send: another feature locates and fetches it. */
@Injectable()
export class AvatarFromElsewhere {
  constructor(
    private readonly collector: FileCollector,
    private readonly uploads: UploadsService,
  ) {}

  /**
   * Follows the same steps as an uploaded avatar, from the receiving place to the last check.
   * @throws AppError as `FileCollector.collect` and `UploadsService.createAvatar` do; whatever `bring` and `besides` throw
   */
  async create(sender: Sender, bring: Bring, besides: BesidesUpload): Promise<Upload> {
    const file = await this.collector.collect(sender, bring);
    try {
      return await this.uploads.createAvatar(sender.principal.user.id, file.path, besides);
    } finally {
      await file.remove();
    }
  }
}
