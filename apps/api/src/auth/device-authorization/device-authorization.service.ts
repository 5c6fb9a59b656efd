import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  declaredScopes,
  type DeviceAuthorization,
  type DeviceAuthorizationRequest,
  deviceCodeSeconds,
  devicePath,
  devicePollSeconds,
  type PendingDevice,
} from '@pixelboxx/shared';
import { randomBytes } from 'node:crypto';
import type { DeviceDecision } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { lockPrincipal } from '../../users/index.ts';
import { formatUserCode, newUserCode } from './user-code.ts';

/** Programs' requests for a token, and their users' decisions. `DeviceTokensService` hands out the tokens. */
@Injectable()
export class DeviceAuthorizationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  async begin({ clientName, scopes }: DeviceAuthorizationRequest): Promise<DeviceAuthorization> {
    const deviceCode = randomBytes(32).toString('base64url');
    const userCode = newUserCode();
    await this.prisma.deviceAuthorization.create({
      data: {
        deviceCode: sha256Hex(deviceCode),
        userCode: sha256Hex(userCode),
        clientName,
        scopes,
        intervalSeconds: devicePollSeconds,
        expiresAt: new Date(this.clock.nowMs() + deviceCodeSeconds * 1000),
      },
    });
    return {
      deviceCode,
      userCode: formatUserCode(userCode),
      verificationUri: `${this.config.http.webOrigin}${devicePath}`,
      expiresInSeconds: deviceCodeSeconds,
      intervalSeconds: devicePollSeconds,
    };
  }

  /** @throws AppError DEVICE_CODE_INVALID: unknown, decided already, or too old. */
  async find(userCode: string): Promise<PendingDevice> {
    const found = await this.prisma.deviceAuthorization.findUnique({ where: this.undecided(userCode) });
    if (!found) throw new AppError('DEVICE_CODE_INVALID');
    const scopes = found.scopes.map((name) => ({ name, description: declaredScopes().get(name) ?? name }));
    return { clientName: found.clientName, scopes, expiresAt: found.expiresAt.toISOString() };
  }

  /** The first decision counts. @throws AppError DEVICE_CODE_INVALID. */
  async decide(principal: Principal, userCode: string, decision: DeviceDecision): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const { id: userId, authGeneration } = await lockPrincipal(tx, principal);
      const data = { decision, userId, authGeneration };
      const { count } = await tx.deviceAuthorization.updateMany({ where: this.undecided(userCode), data });
      if (count === 0) throw new AppError('DEVICE_CODE_INVALID');
    });
  }

  private undecided(userCode: string) {
    return { userCode: sha256Hex(userCode), decision: null, expiresAt: { gt: this.clock.now() } };
  }
}
