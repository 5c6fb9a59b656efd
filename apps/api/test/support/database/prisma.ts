import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../../src/generated/prisma/client.ts';
import { SESSION_OPTIONS } from '../../../src/platform/database/pool/session-settings.ts';

export interface PrismaOnDatabase {
  prisma: PrismaClient;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** A bare Prisma client on its own pool, for tests of the layer between Prisma and the features. */
export function openPrisma(url: string): PrismaOnDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 5, options: SESSION_OPTIONS });
  // An idle connection that breaks would end the process; the next statement shows whether it matters.
  pool.on('error', () => undefined);
  pool.on('error', () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

export const newUser = (name: string) => ({
  username: name,
  usernameKey: name.toLowerCase(),
  email: `${name.toLowerCase()}@example.com`,
  passwordHash: '-',
});

export const newUpload = (userId: string) =>
  ({
    userId,
    kind: 'IMAGE',
    visibility: 'PUBLIC',
    storageVisibility: 'PUBLIC',
    contentHash: 'a'.repeat(64),
    width: 1,
    height: 1,
    bytes: 1,
    thumbhash: '',
    dominantColor: '#aabbcc',
    variants: [],
  }) as const;
