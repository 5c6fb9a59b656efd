import { Injectable } from '@nestjs/common';
import type { User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { PasswordHasher } from './password-hasher.service.ts';

/** Replaces hashes made with other parameters than today's, or from another form of the password. */
@Injectable()
export class PasswordRehash {
  constructor(
    private readonly prisma: PrismaService,
    private readonly hasher: PasswordHasher,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Call it with a password that has just been verified: at no other time is the password available. Never throws. */
  async replace(user: Pick<User, 'id' | 'passwordHash'>, password: string): Promise<void> {
    try {
      const passwordHash = await this.hasher.hash(password);
      // Does nothing if the password was changed meanwhile.
      await this.prisma.user.updateMany({
        where: { id: user.id, passwordHash: user.passwordHash },
        data: { passwordHash },
      });
    } catch (error) {
      this.logger.warn({ event: 'auth.rehash.failed', userId: user.id, reason: String(error).slice(0, 200) });
    }
  }
}
