import { Injectable } from '@nestjs/common';
import type { Upload } from '@pixelboxx/shared';
import { type IdentityImage, IdentityImages } from '../auth/identities/index.ts';
import type { AppError } from '../platform/errors/app-error.ts';
import type { Lease } from '../platform/http/idempotency/idempotency-store.ts';
import type { Principal } from '../platform/http/security/principal.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { AvatarFromElsewhere } from '../uploads/creation/index.ts';
import type { Bring } from '../uploads/intake/index.ts';
import { lockPrincipal } from '../users/index.ts';
import { ImageDownload, ImageNotFetched } from './image-download.ts';

/** The principal, address and lease of a request. */
export interface TakeOver {
  readonly principal: Principal;
  readonly ip: string;
  readonly lease?: Lease | undefined;
}

/** Imports a user's image at a provider as their avatar, only when they ask for it. */
@Injectable()
export class IdentityAvatarService {
  constructor(
    private readonly images: IdentityImages,
    private readonly avatars: AvatarFromElsewhere,
    private readonly download: ImageDownload,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Copies the image and processes it like an uploaded avatar.
   * @param id of one of their identities
   * @throws AppError NOT_FOUND for an identity that is not theirs or unlinked meanwhile, or without an image;
   * PROVIDER_UNAVAILABLE if it cannot be fetched now; UNAUTHENTICATED when the session ends meanwhile; also what
   * `AvatarFromElsewhere.create` throws
   */
  async takeOver({ principal, ip, lease }: TakeOver, id: string): Promise<Upload> {
    const userId = principal.user.id;
    const image = await this.images.require(userId, id);
    const bring: Bring = async (keep, over) => {
      try {
        await this.download.fetch(image, keep, over);
      } catch (error) {
        throw error instanceof ImageNotFetched ? this.refusalOf(error, image) : error;
      }
    };
    return this.avatars.create({ principal, ip }, bring, {
      lease,
      // Fetching takes time: checks that the session is still alive and the identity still linked.
      whenReady: async (tx) => {
        await lockPrincipal(tx, principal);
        await this.images.requireLinked(tx, userId, id);
      },
    });
  }

  private refusalOf(failure: ImageNotFetched, { provider }: IdentityImage): AppError {
    this.logger.warn({ event: 'identities.avatar.not_fetched', provider, reason: failure.message });
    return failure.toAppError();
  }
}
