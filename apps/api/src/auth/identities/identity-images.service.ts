import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { ProviderImage } from './providers/provider-image.ts';
import { ProvidersService } from './providers/providers.service.ts';

/** A user's image at a provider. */
export interface IdentityImage extends ProviderImage {
  readonly provider: string;
}

/** The images that users have at their providers, as reported at the last sign-in, for features that import one. */
@Injectable()
export class IdentityImages {
  constructor(
    private readonly prisma: PrismaService,
    private readonly providers: ProvidersService,
  ) {}

  /** @throws AppError NOT_FOUND for an identity that is not theirs, is no longer linked or has no image. */
  async require(userId: string, id: string): Promise<IdentityImage> {
    const identity = await this.prisma.identity.findFirst({ where: { id, userId } });
    const image = identity && this.providers.imageAt(identity.provider, identity.imageUrl);
    if (!image) throw new AppError('NOT_FOUND');
    return { ...image, provider: identity.provider };
  }

  /** Call it in a transaction that locks the account, as unlinking does. @throws AppError NOT_FOUND. */
  async requireLinked(tx: Prisma.TransactionClient, userId: string, id: string): Promise<void> {
    if ((await tx.identity.count({ where: { id, userId } })) !== 1) throw new AppError('NOT_FOUND');
  }
}
