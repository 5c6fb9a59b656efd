import { Module, type OnModuleInit } from '@nestjs/common';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { EditingModule } from '../uploads/editing/index.ts';
import { LibraryModule } from '../uploads/library/index.ts';
import { UsersModule } from '../users/index.ts';
import { AlbumChanges } from './album-changes.service.ts';
import { AlbumContents } from './album-contents.service.ts';
import { AlbumUpkeep } from './album-upkeep.service.ts';
import { AlbumsController } from './albums.controller.ts';
import { AlbumsService } from './albums.service.ts';
import { PersonalAlbums } from './personal-albums.service.ts';
import { PublicAlbumsController } from './public-albums.controller.ts';
import { PublicAlbums } from './public-albums.service.ts';

@Module({
  imports: [EditingModule, LibraryModule, UsersModule],
  controllers: [AlbumsController, PublicAlbumsController],
  providers: [AlbumChanges, AlbumContents, AlbumUpkeep, AlbumsService, PersonalAlbums, PublicAlbums],
})
export class AlbumsModule implements OnModuleInit {
  constructor(private readonly outbox: EventOutbox) {}

  onModuleInit(): void {
    this.outbox.tellOwner('album.created', ({ albumId }) => ({ type: 'album.changed', data: { albumId } }));
    this.outbox.tellOwner('album.updated', ({ albumId }) => ({ type: 'album.changed', data: { albumId } }));
    this.outbox.tellOwner('album.deleted', ({ albumId }) => ({ type: 'album.deleted', data: { albumId } }));
  }
}
