import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataExport } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { DataExportService, lockPrincipal, type PersonalArchive, PersonalDataService } from '../../users/index.ts';
import { ReauthenticationService } from '../../auth/reauthentication/index.ts';
import { NoticesService, SecurityEventsService } from '../../auth/activity/index.ts';

/** Lets users request their data, notifies them of requests, and exports sessions and security events. */
@Injectable()
export class AccountExportService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly dataExports: DataExportService,
    private readonly personalData: PersonalDataService,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
    private readonly reauthentications: ReauthenticationService,
  ) {}

  onModuleInit(): void {
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  /** A request while one is being built changes nothing. */
  async request(principal: Principal, context: RequestContext): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      if (!(await this.dataExports.begin(tx, user.id))) return;
      const event = {
        type: 'DATA_EXPORT_REQUESTED',
        userId: user.id,
        sessionId: principal.sessionId,
        context,
      } as const;
      await this.securityEvents.record(tx, event);
      await this.notices.send(tx, user, 'EXPORT_REQUESTED', context);
    });
  }

  /** The state of the export, with its URL if the session was reauthenticated recently. */
  async find({ user, sessionId }: Principal): Promise<DataExport> {
    const { state, objectKey } = await this.dataExports.find(user.id);
    if (objectKey === null || !(await this.reauthentications.isFresh(sessionId))) return state;
    return { ...state, url: (await this.dataExports.sign(objectKey)).url };
  }

  /** Omits token digests: they serve only for comparison, and say nothing about the user. */
  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const sessions = await this.prisma.session.findMany({
      where: { userId },
      omit: { userId: true, token: true, refreshToken: true },
      orderBy: { createdAt: 'asc' },
    });
    archive.addDocument('sessions', sessions, ['Session']);
    const events = await this.prisma.securityEvent.findMany({
      where: { userId },
      omit: { userId: true, actorId: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    archive.addDocument('security-events', events, ['SecurityEvent']);
  }
}
