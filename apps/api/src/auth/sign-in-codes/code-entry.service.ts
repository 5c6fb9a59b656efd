import { Injectable } from '@nestjs/common';
import type { SignInCode, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { hasEnabledCodes } from '../mfa/index.ts';
import type { OpenedSession } from '../sessions/index.ts';
import { ProvenMailboxService } from './proven-mailbox.service.ts';
import { SignInCodes } from './sign-in-codes.service.ts';

/** The browser that presents a code. */
export interface CodeBearer {
  readonly client: ClientState;
  readonly context: RequestContext;
  /** The user of its session, if any. */
  readonly holderId: string | null;
}

interface Entered {
  readonly user: User;
  /** Null while a second factor is required. */
  readonly opened: OpenedSession | null;
}

/** Handles a right code, in one transaction. */
@Injectable()
export class CodeEntryService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly codes: SignInCodes,
    private readonly mailboxes: ProvenMailboxService,
    private readonly signIns: SignInService,
    private readonly snapshots: UserSnapshotsService,
  ) {}

  /** Returns null if the code was used, or became invalid, meanwhile. */
  async enter(code: SignInCode, { client, context, holderId }: CodeBearer): Promise<Entered | null> {
    const entered = await this.prisma.$transaction(async (tx) => {
      const owner = await this.codes.redeem(tx, code);
      if (!owner) return null;
      const user = await this.mailboxes.settle(tx, owner, { isHolder: holderId === owner.id }, context);
      if (await hasEnabledCodes(tx, user.id)) return { user, opened: null };
      const deviceId = this.signIns.deviceIdOf(client, user);
      const proven = { by: 'EMAIL_CODE', deviceId, context, hasMfa: false } as const;
      return { user, opened: await this.signIns.open(tx, user, proven) };
    });
    if (entered) await this.snapshots.invalidate(entered.user.id);
    return entered;
  }
}
