import type { StorageQuota } from '@pixelboxx/shared';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PrismaClient } from '../../../src/generated/prisma/client.ts';
import { includingDeleted } from '../../../src/platform/database/soft-delete.ts';
import { variantsOf } from '../../../src/uploads/blobs/stored-variants.ts';
import { filesIn } from '../../support/uploads/uploading.ts';

export interface Leftovers {
  readonly rows: readonly string[];
  readonly objects: number;
  readonly files: number;
}

function keysOf(dataDir: string): string[] {
  const root = join(dataDir, 'objects');
  return ['public', 'private'].flatMap((visibility) => {
    const names = filesIn(join(root, visibility)).flatMap((shard) => namesBelow(join(root, visibility, shard)));
    return names.filter((name) => name.endsWith('.webp')).map((name) => `${visibility}/${name}`);
  });
}

/** None where the folder is being removed at this moment. */
function namesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

const rowsOf = (prisma: PrismaClient) =>
  prisma.upload.findMany({ where: { ...includingDeleted }, orderBy: { id: 'asc' } });

/** What is there, in words: `READY`, `PENDING`, `deleted` rows; objects; half-received and half-written files. */
export async function inventory(prisma: PrismaClient, dataDir: string): Promise<Leftovers> {
  const rows = await rowsOf(prisma);
  return {
    rows: rows.map(({ status, deletedAt }) => (deletedAt ? 'deleted' : status)),
    objects: keysOf(dataDir).length,
    files: filesIn(join(dataDir, 'incoming')).length + filesIn(join(dataDir, 'objects/partial')).length,
  };
}

/** Everything in which rows, objects, avatar and quota disagree; nothing when all is well. */
export async function findDisagreements(
  prisma: PrismaClient,
  dataDir: string,
  userId: string,
  quota: StorageQuota,
): Promise<string[]> {
  const [rows, keys] = [await rowsOf(prisma), new Set(keysOf(dataDir))];
  const expected = rows.flatMap((row) =>
    variantsOf(row).map(({ name }) => `${row.storageVisibility.toLowerCase()}/${row.contentHash}/${name}.webp`),
  );
  const images = rows.filter(({ kind }) => kind === 'IMAGE');
  const avatar = rows.find(({ kind }) => kind === 'AVATAR');
  const { avatarUrl } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const { files } = await inventory(prisma, dataDir);
  return [
    ...rows.filter(({ status, deletedAt }) => status !== 'READY' || deletedAt).map(({ id }) => `unfinished row ${id}`),
    ...expected.filter((key) => !keys.has(key)).map((key) => `row without bytes: ${key}`),
    ...[...keys].filter((key) => !expected.includes(key)).map((key) => `bytes without a row: ${key}`),
    ...(files === 0 ? [] : [`${files} unfinished files`]),
    ...(quota.usedCount === images.length ? [] : [`quota counts ${quota.usedCount} of ${images.length} images`]),
    ...(quota.usedBytes === images.reduce((sum, { bytes }) => sum + bytes, 0) ? [] : ['quota counts other bytes']),
    ...(avatar
      ? avatarUrl?.includes(avatar.contentHash)
        ? []
        : ['avatar not shown']
      : avatarUrl
        ? ['dangling avatar']
        : []),
  ];
}
