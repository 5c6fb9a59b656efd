import { Injectable } from '@nestjs/common';
import type { Access } from '@pixelboxx/shared';
import type { AppError } from '../../errors/app-error.ts';
import type { AnyPrincipal } from './principal.ts';

/**
 * Watches whether a principal still has this access, and calls `onLost` with the reason once they lose it.
 * @returns a function that ends the watch
 */
export type WatchAccess = (principal: AnyPrincipal, access: Access, onLost: (reason: AppError) => void) => () => void;

/**
 * For what outlasts the guard's one check of a request: streams, downloads and files being received end within a second of the
 * session, or of the right to them, on every replica.
 */
@Injectable()
export class AccessWatch {
  private watchAccess: WatchAccess | undefined;

  /** Called once, by the code that knows sessions; until then every access that needs a principal is refused. */
  watchBy(watch: WatchAccess): void {
    this.watchAccess = watch;
  }

  /** Public access cannot be lost. @returns a function that ends the watch */
  watch(principal: AnyPrincipal | undefined, access: Access, onLost: (reason: AppError) => void): () => void {
    if (access === 'public' || !principal) return () => undefined;
    if (!this.watchAccess) throw new Error('No watcher of access is registered');
    return this.watchAccess(principal, access, onLost);
  }
}
