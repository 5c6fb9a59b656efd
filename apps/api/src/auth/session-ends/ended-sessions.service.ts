import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { includingDeleted } from '../../platform/database/soft-delete.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';

export interface EndedSession {
  readonly userId: string;
  /** Null: all that the user had, such as by a new password, a suspension, or because they are gone. */
  readonly sessionId: string | null;
}

/**
 * Tells on every replica, within a second, which sessions somebody or something ended, of all users. At least once: what is
 * done must bear being done again. One that runs out because nobody uses it is not told; for the end of a session that is
 * known, in whichever way, there is `SessionLifecycle.watch`.
 */
@Injectable()
export class EndedSessions implements OnApplicationShutdown {
  private readonly listening = new Set<() => void>();

  constructor(
    private readonly prisma: PrismaService,
    private readonly feed: InvalidationFeed,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * @param onGap at the beginning, and when something may have been missed: ask anew about whatever depends on a session
   * @returns how to end it, to be called once
   */
  onEnded(listener: (ended: EndedSession) => void, onGap: () => void): () => void {
    const look = (found: Promise<EndedSession | null>) =>
      void found.then(
        (ended) => ended && listener(ended),
        (error: unknown) => {
          this.logger.warn({ event: 'sessions.ended.unknown', err: error });
          onGap();
        },
      );
    const unlisten = [
      this.feed.listen('session', { forget: (id) => look(this.endOf(id)), forgetAll: onGap }),
      this.feed.listen('user', { forget: (id) => look(this.endOfAll(id)), forgetAll: () => undefined }),
      this.feed.hold(),
    ];
    const end = () => {
      if (this.listening.delete(end)) for (const undo of unlisten) undo();
    };
    this.listening.add(end);
    return end;
  }

  onApplicationShutdown(): void {
    for (const end of [...this.listening]) end();
  }

  private async endOf(id: string): Promise<EndedSession | null> {
    const row = await this.prisma.session.findUnique({
      where: { id },
      select: { userId: true, revokedAt: true, expiresAt: true },
    });
    const isOver = row && (row.revokedAt !== null || row.expiresAt <= this.clock.now());
    return isOver ? { userId: row.userId, sessionId: id } : null;
  }

  private async endOfAll(userId: string): Promise<EndedSession | null> {
    const user = await this.prisma.user.findUnique({
      where: { id: userId, ...includingDeleted },
      select: { deletedAt: true, suspendedAt: true, authGeneration: true },
    });
    const ended = { userId, sessionId: null };
    if (!user || user.deletedAt || user.suspendedAt) return ended;
    const { authGeneration } = user;
    const where = {
      userId,
      revokedAt: null,
      expiresAt: { gt: this.clock.now() },
      authGeneration: { lt: authGeneration },
    };
    return (await this.prisma.session.count({ where })) > 0 ? ended : null;
  }
}
