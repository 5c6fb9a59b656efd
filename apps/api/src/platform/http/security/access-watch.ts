import { Injectable } from '@nestjs/common';
import type { Access } from '@pixelboxx/shared';
import type { AppError } from '../../errors/app-error.ts';
import type { AnyPrincipal } from './principal.ts';

/**
 * Watches whether somebody may still have what this access asks for, and calls `onLost` with the reason once they may not.
 * @returns how to end watching
 */
export type WatchAccess = (principal: AnyPrincipal, access: Access, onLost: (reason: AppError) => void) => () => void;

/**
 * For what lasts longer than a request, which the guard has let in once: streams, downloads and files on their way in end within
 * a second of the session, or of the right to them, on every replica.
 */
@Injectable()
export class AccessWatch {
  private watchAccess: WatchAccess | undefined;

  /** Said once, by who knows sessions: what is for somebody is refused until then. */
  watchBy(watch: WatchAccess): void {
    this.watchAccess = watch;
  }

  /** Of what is for everybody nobody loses the right. @returns how to end watching */
  watch(principal: AnyPrincipal | undefined, access: Access, onLost: (reason: AppError) => void): () => void {
    if (access === 'public' || !principal) return () => undefined;
    if (!this.watchAccess) throw new Error('Nobody watches who may go on');
    return this.watchAccess(principal, access, onLost);
  }
}
