import { Module } from '@nestjs/common';
import { IdentitiesModule } from '../auth/identities/index.ts';
import { CreationModule } from '../uploads/creation/index.ts';
import { IdentityAvatarService } from './identity-avatar.service.ts';
import { IdentityAvatarsController } from './identity-avatars.controller.ts';
import { ImageDownload } from './image-download.ts';

/** Built on `auth` and `uploads`, which do not know each other: docs/adr/0055-avatars-from-providers.md */
@Module({
  imports: [CreationModule, IdentitiesModule],
  controllers: [IdentityAvatarsController],
  providers: [IdentityAvatarService, { provide: ImageDownload, useFactory: () => new ImageDownload() }],
})
export class IdentityAvatarsModule {}
