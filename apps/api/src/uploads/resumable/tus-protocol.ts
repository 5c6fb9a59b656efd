import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';

export const tusVersion = '1.0.0';

/** @throws AppError PROTOCOL_VERSION_UNSUPPORTED */
export function requireTusVersion(request: FastifyRequest): void {
  if (request.headers['tus-resumable'] !== tusVersion) throw new AppError('PROTOCOL_VERSION_UNSUPPORTED');
}
