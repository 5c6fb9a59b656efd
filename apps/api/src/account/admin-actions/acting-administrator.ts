import { type AdminContext, lockBoth } from './account-admin.service.ts';
import type { Prisma } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';

/** An administrator demoted a moment ago can no longer act. @throws AppError FORBIDDEN */
export async function requireAdministrator(tx: Prisma.TransactionClient, { actor }: AdminContext): Promise<void> {
  const [administrator] = await lockBoth(tx, actor.user.id, actor.user.id);
  if (administrator?.role !== 'ADMIN') throw new AppError('FORBIDDEN');
}
