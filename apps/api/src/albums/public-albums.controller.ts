import { Controller } from '@nestjs/common';
import type { PublicImagePage } from '@pixelboxx/shared';
import { type PublicAlbum, publicAlbumEndpoints, type PublicAlbumPage } from '@pixelboxx/shared/features/public-albums';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { PublicAlbums } from './public-albums.service.ts';

type Endpoints = typeof publicAlbumEndpoints;

@Controller()
@ApiGroup('Public albums', 'Albums that users show to all.')
export class PublicAlbumsController {
  constructor(private readonly albums: PublicAlbums) {}

  @Handle(publicAlbumEndpoints.list)
  list(@Input() { params: { username }, query }: InputOf<Endpoints['list']>): Promise<PublicAlbumPage> {
    return this.albums.list(username, query);
  }

  @Handle(publicAlbumEndpoints.get)
  get(@Input() { params: { username, id } }: InputOf<Endpoints['get']>): Promise<PublicAlbum> {
    return this.albums.find(username, id);
  }

  @Handle(publicAlbumEndpoints.images)
  images(@Input() { params: { username, id }, query }: InputOf<Endpoints['images']>): Promise<PublicImagePage> {
    return this.albums.images(username, id, query);
  }
}
