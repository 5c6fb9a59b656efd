import { Module } from '@nestjs/common';
import { LibraryModule } from '../uploads/library/index.ts';
import { UsersModule } from '../users/index.ts';
import { AlbumChanges } from './album-changes.service.ts';
import { AlbumContents } from './album-contents.service.ts';
import { AlbumsController } from './albums.controller.ts';
import { AlbumsService } from './albums.service.ts';
import { PersonalAlbums } from './personal-albums.service.ts';
import { PublicAlbumsController } from './public-albums.controller.ts';
import { PublicAlbums } from './public-albums.service.ts';

@Module({
  imports: [LibraryModule, UsersModule],
  controllers: [AlbumsController, PublicAlbumsController],
  providers: [AlbumChanges, AlbumContents, AlbumsService, PersonalAlbums, PublicAlbums],
})
export class AlbumsModule {}
