import { Injectable } from '@nestjs/common';
import type { User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { PasswordHasher } from './password-hasher.service.ts';

/** Replaces hashes that were made with other parameters, or of passwords in another form, than are used today. */
@Injectable()
export class PasswordRehash {
  constructor(
    private readonly prisma: PrismaService,
    private readonly hasher: PasswordHasher,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** With a password that has just been found right, which nobody has at any other time. Never throws. */
  async replace(user: Pick<User, 'id' | 'passwordHash'>, password: string): Promise<void> {
    try {
      const passwordHash = await this.hasher.hash(password);
      // Not if the password was changed meanwhile.
      await this.prisma.user.updateMany({
        where: { id: user.id, passwordHash: user.passwordHash },
        data: { passwordHash },
      });
    } catch (error) {
      this.logger.warn({ event: 'auth.rehash.failed', userId: user.id, reason: String(error).slice(0, 200) });
    }
  }
}
