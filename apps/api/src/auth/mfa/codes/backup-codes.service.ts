import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { createHmac, randomInt } from 'node:crypto';
import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Config } from '../../../platform/config/config.ts';
import { InjectConfig } from '../../../platform/config/config.module.ts';
import { deriveKeys, keyIdOf } from '../../../platform/crypto/key-ring.ts';
import { backupCodePurpose } from '../../../platform/crypto/sealed-values.ts';

const codeCount = 10;
/** Crockford's base32: no character can be misread as another. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 60 bits: impossible to guess, and short enough to type. */
const codeLength = 12;
const groupLength = 4;

/** Codes for when the authenticator is lost. Each works once. */
@Injectable()
export class BackupCodesService {
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];
  private readonly keyId: string;

  constructor(
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    const { dataEncryption } = config.secrets;
    this.keys = deriveKeys(dataEncryption, backupCodePurpose);
    this.keyId = keyIdOf(this.keys[0]);
  }

  /** Replaces all codes of the user. Returns them in printed form; they cannot be read again later. */
  async renew(tx: Prisma.TransactionClient, userId: string): Promise<string[]> {
    const codes = Array.from({ length: codeCount }, newCode);
    await this.removeAll(tx, userId);
    await tx.backupCode.createMany({
      data: codes.map((code) => ({ userId, codeHash: hash(this.keys[0], userId, code), keyId: this.keyId })),
    });
    return codes.map((code) => code.match(new RegExp(`.{${groupLength}}`, 'g'))?.join('-') ?? code);
  }

  /** Returns true for exactly one of any number of parallel uses. */
  async use(tx: Prisma.TransactionClient, userId: string, code: string): Promise<boolean> {
    const { count } = await tx.backupCode.updateMany({
      where: { userId, codeHash: { in: this.keys.map((key) => hash(key, userId, code)) }, usedAt: null },
      data: { usedAt: this.clock.now() },
    });
    return count === 1;
  }

  countLeft(db: Pick<Prisma.TransactionClient, 'backupCode'>, userId: string): Promise<number> {
    return db.backupCode.count({ where: { userId, usedAt: null } });
  }

  async removeAll(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.backupCode.deleteMany({ where: { userId } });
  }
}

/** Keyed, since an attacker with a copy of the table could search 60 bits. */
function hash(key: Buffer, userId: string, code: string): string {
  return createHmac('sha256', key)
    .update(`${userId}:${fold(code)}`)
    .digest('hex');
}

function newCode(): string {
  return Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** Accepts what users type: any case, separators, O for 0 and I for 1. */
function fold(code: string): string {
  return code
    .toUpperCase()
    .replaceAll(/[^\dA-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}
