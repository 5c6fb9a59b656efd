import { Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { servedPathsOf } from '@pixelboxx/shared';
import { officialNames, platformNames } from '@pixelboxx/shared/reserved-names';
import { endpointOf } from '../platform/http/endpoint/endpoint-metadata.ts';

/**
 * What nobody can be called: the list of the contracts, the first segment of every address that the api serves and what stands
 * at one in a username's place, and what features reserve. Those who have such a name already keep it.
 */
@Injectable()
export class ReservedNames {
  private readonly names = new Set([...platformNames, ...officialNames].flatMap(spellingsOf));
  private hasPaths = false;

  constructor(private readonly modules: ModulesContainer) {}

  /**
   * Names beyond those of the feature's addresses in the api, such as a page that is called otherwise. For `onModuleInit`.
   * @param names in kebab-case
   */
  reserve(...names: readonly string[]): void {
    for (const name of names.flatMap(spellingsOf)) this.names.add(name);
  }

  /** Compared without case and with `_` and `-` alike, so that `Pixel_Boxx` is as reserved as `pixel-boxx`. */
  has(name: string): boolean {
    if (!this.hasPaths) {
      this.reserve(...this.paths());
      this.hasPaths = true;
    }
    return spellingsOf(name).some((spelling) => this.names.has(spelling));
  }

  /**
   * `albums` of `/v1/albums/:id`; and `availability` of `/v1/users/availability`, since `/v1/users/:username` would be the profile
   * of whoever is called so.
   */
  private *paths(): Iterable<string> {
    const served = [...this.served()].map((path) => path.split('/'));
    const ofUsers = new Set(served.flatMap((segments) => prefixBefore(segments, ':username') ?? []));
    for (const segments of served) {
      yield segments[2] ?? '';
      for (const [index, segment] of segments.entries()) {
        if (!segment.startsWith(':') && ofUsers.has(segments.slice(0, index).join('/'))) yield segment;
      }
    }
  }

  private *served(): Iterable<string> {
    const scanner = new MetadataScanner();
    for (const { metatype } of [...this.modules.values()].flatMap(({ controllers }) => [...controllers.values()])) {
      const prototype = metatype?.prototype as Record<string, unknown> | undefined;
      for (const name of prototype ? scanner.getAllMethodNames(prototype) : []) {
        const handler = prototype?.[name];
        const spec = typeof handler === 'function' && endpointOf(handler);
        for (const { path } of spec ? servedPathsOf(spec) : []) yield path;
      }
    }
  }
}

/** Null for a path without this segment. */
function prefixBefore(segments: readonly string[], wanted: string): string | null {
  const index = segments.indexOf(wanted);
  return index < 0 ? null : segments.slice(0, index).join('/');
}

function spellingsOf(name: string): string[] {
  const folded = name.toLowerCase().replaceAll('_', '-');
  return [folded, folded.replaceAll('-', '')];
}
