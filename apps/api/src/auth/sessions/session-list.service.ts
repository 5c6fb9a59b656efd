import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { SessionInfo } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { openSessionsOf } from '../../platform/presence/presence-group.ts';
import { Presence } from '../../platform/presence/presence.ts';
import { UserSnapshotsService } from '../../users/index.ts';

/** The list of signed-in devices that a user sees. */
@Injectable()
export class SessionListService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly snapshots: UserSnapshotsService,
    private readonly presence: Presence,
    private readonly clock: Clock,
  ) {}

  /** Live sessions, the most recently used first, and whether each has a page open. */
  async list(principal: Principal): Promise<SessionInfo[]> {
    const { authGeneration } = (await this.snapshots.get(principal.user.id)) ?? { authGeneration: -1 };
    const sessions = await this.prisma.session.findMany({
      where: { userId: principal.user.id, revokedAt: null, authGeneration, expiresAt: { gt: this.clock.now() } },
      orderBy: { rotatedAt: 'desc' },
      take: 100,
    });
    const open = await this.presence.members(openSessionsOf(principal.user.id));
    return sessions.map((session) => ({
      id: session.id,
      current: session.id === principal.sessionId,
      userAgent: session.userAgent,
      ipAddress: session.ipAddress,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.rotatedAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
      presence: open && (open.has(session.id) ? 'ACTIVE' : 'AWAY'),
    }));
  }
}
