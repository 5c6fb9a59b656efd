import { Controller } from '@nestjs/common';
import type { UploadPage } from '@pixelboxx/shared';
import { type Album, albumEndpoints, type AlbumPage } from '@pixelboxx/shared/features/albums';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { AlbumChanges } from './album-changes.service.ts';
import { AlbumsService } from './albums.service.ts';

type In<Name extends keyof typeof albumEndpoints> = InputOf<(typeof albumEndpoints)[Name]>;

@Controller()
@ApiGroup('Albums', 'Albums of the person who is signed in.')
export class AlbumsController {
  constructor(
    private readonly albums: AlbumsService,
    private readonly changes: AlbumChanges,
  ) {}

  @Handle(albumEndpoints.list)
  list(@Input() { principal: { user }, query }: In<'list'>): Promise<AlbumPage> {
    return this.albums.list(user.id, query);
  }

  @Handle(albumEndpoints.create)
  create(@Input() { principal: { user }, body }: In<'create'>): Promise<Album> {
    return this.albums.create(user.id, body);
  }

  @Handle(albumEndpoints.get)
  get(@Input() { principal: { user }, params: { id } }: In<'get'>): Promise<Album> {
    return this.albums.find(user.id, id);
  }

  @Handle(albumEndpoints.update)
  update(@Input() { principal: { user }, params: { id }, body, ifMatch }: In<'update'>): Promise<Album> {
    return this.albums.update(user.id, id, body, ifMatch);
  }

  @Handle(albumEndpoints.remove)
  remove(@Input() { principal: { user }, params: { id }, ifMatch }: In<'remove'>): Promise<void> {
    return this.albums.remove(user.id, id, ifMatch);
  }

  @Handle(albumEndpoints.images)
  images(@Input() { principal: { user }, params: { id }, query }: In<'images'>): Promise<UploadPage> {
    return this.albums.images(user.id, id, query);
  }

  @Handle(albumEndpoints.addImages)
  async addImages(@Input() { principal: { user }, params: { id }, body }: In<'addImages'>): Promise<Album> {
    await this.changes.add(user.id, id, body.uploadIds);
    return this.albums.find(user.id, id);
  }

  @Handle(albumEndpoints.removeImages)
  async removeImages(@Input() { principal: { user }, params: { id }, body }: In<'removeImages'>): Promise<Album> {
    await this.changes.remove(user.id, id, body.uploadIds);
    return this.albums.find(user.id, id);
  }

  @Handle(albumEndpoints.moveImages)
  async moveImages(@Input() { principal: { user }, params: { id }, body }: In<'moveImages'>): Promise<Album> {
    await this.changes.move(user.id, id, body);
    return this.albums.find(user.id, id);
  }
}
