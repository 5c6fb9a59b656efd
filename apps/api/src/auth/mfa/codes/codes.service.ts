import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, TotpFactor, User } from '../../../generated/prisma/client.ts';
import type { Config } from '../../../platform/config/config.ts';
import { InjectConfig } from '../../../platform/config/config.module.ts';
import type { DataCipher } from '../../../platform/crypto/data-cipher.ts';
import type { RequestContext } from '../../../platform/http/security/principal.ts';
import { seedCipher } from '../../../platform/crypto/sealed-values.ts';
import { NoticesService, SecurityEventsService } from '../../activity/index.ts';
import { BackupCodesService } from './backup-codes.service.ts';
import { stepOfCode } from './totp.ts';

/** Six digits, with or without separators: a code of an app, not a backup code. */
export function isAppCode(code: string): boolean {
  return /^\d{6}$/.test(code.replaceAll(/[\s-]/g, ''));
}

/** Checks the codes that users type. Callers limit the attempts. */
@Injectable()
export class CodesService {
  private readonly cipher: DataCipher;

  constructor(
    private readonly backupCodes: BackupCodesService,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    this.cipher = seedCipher(config.secrets);
  }

  sealSeed(seed: Uint8Array, userId: string): Buffer<ArrayBuffer> {
    return this.cipher.encrypt(seed, userId);
  }

  /**
   * Uses up a code from the app, or a backup code. If it returns false, nothing has changed. If the transaction is
   * rolled back, the code can be used again.
   */
  async accept(tx: Prisma.TransactionClient, user: User, code: string, context: RequestContext): Promise<boolean> {
    const compact = code.replaceAll(/[\s-]/g, '');
    const factor = await tx.totpFactor.findUnique({ where: { userId: user.id } });
    if (!factor?.enabledAt) return false;
    if (isAppCode(compact)) return this.acceptTotp(tx, factor, compact);
    if (!(await this.backupCodes.use(tx, user.id, compact))) return false;
    await this.securityEvents.record(tx, { type: 'BACKUP_CODE_USED', userId: user.id, sessionId: null, context });
    await this.notices.send(tx, user, 'BACKUP_CODE_USED', context);
    return true;
  }

  /** A code works once (RFC 6238 5.2): of several parallel uses, only one advances the step. */
  async acceptTotp(tx: Prisma.TransactionClient, factor: TotpFactor, code: string): Promise<boolean> {
    const { userId, sealedSecret } = factor;
    const step = stepOfCode(this.cipher.decrypt(sealedSecret, userId), code, this.clock.nowMs());
    if (step === null) return false;
    const { count } = await tx.totpFactor.updateMany({
      where: { userId, sealedSecret, OR: [{ lastUsedStep: null }, { lastUsedStep: { lt: step } }] },
      data: { lastUsedStep: step },
    });
    return count === 1;
  }
}
