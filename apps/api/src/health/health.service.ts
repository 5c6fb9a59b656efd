import { Injectable } from '@nestjs/common';
import type { Readiness } from '@pixelboxx/shared';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';

@Injectable()
export class HealthService {
  constructor(private readonly prisma: PrismaService) {}

  async readiness(): Promise<Readiness> {
    try {
      await this.prisma.pool.query('SELECT 1');
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { message: 'The database cannot be reached.', cause });
    }
    return { status: 'ok', degraded: [] };
  }
}
