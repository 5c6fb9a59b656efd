import { Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { servedPathsOf } from '@pixelboxx/shared';
import { officialNames, platformNames } from '@pixelboxx/shared/reserved-names';
import { endpointOf } from '../platform/http/endpoint/endpoint-metadata.ts';

/**
 * Names that nobody can register: the list of the contracts, the first segment of every path that the api serves, the
 * segments in the place of a username, and names that features reserve. Users who already have such a name keep it.
 */
@Injectable()
export class ReservedNames {
  private readonly names = new Set([...platformNames, ...officialNames].flatMap(spellingsOf));
  private hasPaths = false;

  constructor(private readonly modules: ModulesContainer) {}

  /**
   * Reserves names beyond the paths of the feature in the api, such as a page with another name. For `onModuleInit`.
   * @param names in kebab-case
   */
  reserve(...names: readonly string[]): void {
    for (const name of names.flatMap(spellingsOf)) this.names.add(name);
  }

  /** Compared without case, and with `_` and `-` equal, so that `Pixel_Boxx` is as reserved as `pixel-boxx`. */
  has(name: string): boolean {
    if (!this.hasPaths) {
      this.reserve(...this.paths());
      this.hasPaths = true;
    }
    return spellingsOf(name).some((spelling) => this.names.has(spelling));
  }

  /**
   * `albums` of `/v1/albums/:id`, and `availability` of `/v1/users/availability`, since `/v1/users/:username` would be
   * the profile of a user with that name.
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

/** Returns null for a path without this segment. */
function prefixBefore(segments: readonly string[], wanted: string): string | null {
  const index = segments.indexOf(wanted);
  return index < 0 ? null : segments.slice(0, index).join('/');
}

function spellingsOf(name: string): string[] {
  const folded = name.toLowerCase().replaceAll('_', '-');
  return [folded, folded.replaceAll('-', '')];
}
