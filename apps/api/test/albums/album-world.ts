import { uploadEndpoints } from '@pixelboxx/shared';
import { type Album, albumEndpoints } from '@pixelboxx/shared/features/albums';
import { publicAlbumEndpoints } from '@pixelboxx/shared/features/public-albums';
import type { RunningApp } from '../support/app.ts';
import type { Browser } from '../support/clients/browser.ts';
import type { TestUser } from '../support/clients/users.ts';
import { change } from '../support/uploads/editing.ts';
import { type Act, imageCount } from './album-model.ts';
import { addImages, createAlbum, idsOf, imagesIn, ownImages } from './support.ts';

/** An album of its own on the running api, to which what the model does is done. */
export class AlbumWorld {
  private constructor(
    private readonly app: RunningApp,
    private readonly owner: TestUser,
    readonly album: Album,
    private readonly ids: readonly string[],
  ) {}

  static async begin(app: RunningApp, owner: TestUser): Promise<AlbumWorld> {
    const ids = idsOf(await ownImages(app, owner, imageCount));
    return new AlbumWorld(app, owner, await createAlbum(owner.browser), ids);
  }

  /** Whether the api did it; false where it refused. @param browser of the owner, at any replica */
  async play(act: Act, browser: Browser = this.owner.browser): Promise<boolean> {
    try {
      await this.ask(act, browser);
      return true;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'VALIDATION_ERROR' || code === 'NOT_FOUND') return false;
      throw error;
    }
  }

  /** As its owner sees it. */
  async order(): Promise<number[]> {
    return this.numbersOf(await imagesIn(this.owner.browser, this.album));
  }

  /** What anybody sees of it; null where it is not there. */
  async shown(): Promise<{ images: number[]; count: number; cover: number | null; listed: boolean } | null> {
    const { username } = this.owner.user;
    const params = { username, id: this.album.id };
    const visitor = this.app.browser();
    const album = await visitor.call(publicAlbumEndpoints.get, { params }).catch(() => null);
    const { items: listed } = await visitor.call(publicAlbumEndpoints.list, { params: { username }, query: {} });
    const isListed = listed.some(({ id }) => id === this.album.id);
    if (!album) {
      if (isListed) throw new Error('an album is listed that is not there');
      return null;
    }
    const { items } = await visitor.call(publicAlbumEndpoints.images, { params, query: {} });
    const cover = album.cover && (this.numbersOf([album.cover.id])[0] ?? null);
    return { images: this.numbersOf(idsOf(items)), count: album.imageCount, cover, listed: isListed };
  }

  /** Two images at one place would have no order. */
  async positionsAreDistinct(): Promise<boolean> {
    const rows = await this.app.prisma.albumImage.findMany({ where: { albumId: this.album.id } });
    return new Set(rows.map(({ position }) => position)).size === rows.length;
  }

  private async ask(act: Act, browser: Browser): Promise<unknown> {
    const params = { id: this.album.id };
    switch (act.kind) {
      case 'add':
        return addImages(browser, this.album, this.named(act.images));
      case 'remove':
        return browser.call(albumEndpoints.removeImages, { params, body: { uploadIds: this.named(act.images) } });
      case 'move': {
        const before = act.before === null ? null : this.idOf(act.before);
        const body = { uploadIds: this.named(act.images), before };
        return browser.call(albumEndpoints.moveImages, { params, body });
      }
      case 'deleteImage':
        return browser.call(uploadEndpoints.remove, { params: { id: this.idOf(act.image) } });
      case 'hideImage':
        return change(browser, { id: this.idOf(act.image) }, { visibility: 'private' });
      case 'showImage':
        return change(browser, { id: this.idOf(act.image) }, { visibility: 'public' });
      case 'holdBack':
        return this.app.prisma.upload.update({ where: { id: this.idOf(act.image) }, data: { screening: 'FLAGGED' } });
      case 'publish':
      case 'unpublish': {
        const visibility = act.kind === 'publish' ? 'PUBLIC' : 'PRIVATE';
        return browser.call(albumEndpoints.update, { params, body: { visibility } });
      }
    }
  }

  private idOf(image: number): string {
    const id = this.ids[image];
    if (id === undefined) throw new Error('there is no such image');
    return id;
  }

  private named(images: readonly number[]): string[] {
    return images.map((image) => this.idOf(image));
  }

  private numbersOf(ids: readonly string[]): number[] {
    return ids.map((id) => this.ids.indexOf(id));
  }
}
