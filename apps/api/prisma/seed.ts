import { hash } from '@node-rs/argon2';
import { SystemClock } from '@pixelboxx/node-kit';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../src/generated/prisma/client.ts';
import type { Config } from '../src/platform/config/config.ts';
import type { DatabaseEnvironment } from '../src/platform/config/database-environment.ts';
import { SESSION_OPTIONS } from '../src/platform/database/pool/session-settings.ts';
import { inTransaction } from '../src/platform/database/transaction.ts';
import { createObjectStorage } from '../src/platform/storage/assembly/create-object-storage.ts';
import { objectFolder } from '../src/platform/storage/object-key.ts';
import type { ObjectStorage } from '../src/platform/storage/object-storage.ts';
import { StorageInstallation } from '../src/platform/storage/storage-installation.ts';
import { type ProcessedImage, processImage } from '../src/uploads/imaging/image-pipeline.ts';
import { DatabaseProblem } from './migrate/problem.ts';
import { drawAvatar } from './seed/avatar.ts';
import { DEMO_PASSWORD, DEMO_USERS, type DemoUser } from './seed/users.ts';

export { DEMO_PASSWORD };

const DAY_MS = 86_400_000;
const MAX_CONCURRENT = 2;

/** Longer than for requests, since nobody waits for a response; drawing images keeps the machine busy meanwhile. */
const LIMITS = { maxWaitMs: 60_000, timeoutMs: 60_000, statementTimeoutMs: 30_000, lockTimeoutMs: 30_000 };

export interface SeedOptions {
  environment: Pick<DatabaseEnvironment, 'isProduction' | 'allowDemoSeed'>;
  config: Config;
  now?: Date;
}

/**
 * Adds the missing demo users, with avatars that are ordinary uploads. Running it again changes nothing. Returns how
 * many were added. Throws DatabaseProblem in production unless explicitly allowed.
 */
export async function seedDatabase(url: string, options: SeedOptions): Promise<number> {
  const { environment, config, now = new Date() } = options;
  if (environment.isProduction && !environment.allowDemoSeed) {
    throw new DatabaseProblem(
      'The demo users have a public password, so they are not added in production.\n' +
        'If that is what you want (a public demo), set ALLOW_DEMO_SEED=true.',
    );
  }
  const pool = new pg.Pool({ connectionString: url, max: MAX_CONCURRENT, options: SESSION_OPTIONS });
  // A lost idle connection would end the process; if it matters, the next statement fails.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  try {
    const present = await prisma.user.findMany({
      where: { usernameKey: { in: DEMO_USERS.map(keyOf) } },
      select: { usernameKey: true },
    });
    const known = new Set(present.map(({ usernameKey }) => usernameKey));
    const missing = [...DEMO_USERS.entries()].filter(([, account]) => !known.has(keyOf(account)));
    const storage = createObjectStorage(config, new SystemClock());
    // As with the first upload: otherwise nothing records whose images these are, and `npm run doctor` reports that.
    if (missing.length > 0) await new StorageInstallation(storage, pool).claimIfEmpty();
    await inParallel(missing, async ([index, account]) =>
      addUser(prisma, storage, config, { user: account, index, now }),
    );
    return missing.length;
  } finally {
    await prisma.$disconnect();
    await pool.end();
  }
}

const keyOf = ({ username }: DemoUser): string => username.toLowerCase();

async function inParallel<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, worker));
}

interface Joining {
  user: DemoUser;
  index: number;
  now: Date;
}

async function addUser(
  prisma: PrismaClient,
  storage: ObjectStorage,
  config: Config,
  { user: account, index, now }: Joining,
): Promise<void> {
  const { memoryKib, iterations, parallelism } = config.passwords;
  const image = await processImage(await drawAvatar(account.username, index), 'avatar', config.uploads);
  const passwordHash = await hash(DEMO_PASSWORD, { memoryCost: memoryKib, timeCost: iterations, parallelism });
  // Objects first: if the seed is killed here, bytes without a row remain; the next seed or the sweeper handles them.
  await putVariants(storage, image);
  // Not all at the same time of day.
  const createdAt = new Date(now.getTime() - account.joinedDaysAgo * DAY_MS - ((index * 5 + 3) % 17) * 2_700_000);
  const { username, displayName, role, isVerified } = account;
  await inTransaction(
    prisma,
    async (tx) => {
      const user = await tx.user.create({
        data: {
          username,
          usernameKey: keyOf(account),
          email: `${keyOf(account)}@demo.pixelboxx.example`,
          passwordHash,
          displayName,
          role,
          isVerified,
          createdAt,
          avatarUrl: storage.publicUrl(`${objectFolder('public', image.contentHash)}256.webp`),
        },
      });
      await tx.upload.create({ data: { ...uploadOf(image), userId: user.id, createdAt } });
    },
    LIMITS,
  );
}

async function putVariants(storage: ObjectStorage, { contentHash, variants }: ProcessedImage): Promise<void> {
  for (const { name, bytes } of variants) {
    const key = `${objectFolder('public', contentHash)}${name}.webp`;
    await storage.put(key, bytes, { contentType: 'image/webp', visibility: 'public' });
  }
}

function uploadOf({ width, height, thumbhash, dominantColor, contentHash, variants }: ProcessedImage) {
  const stored = variants.map(({ bytes, ...variant }) => ({ ...variant, bytes: bytes.length }));
  return {
    kind: 'AVATAR',
    visibility: 'PUBLIC',
    storageVisibility: 'PUBLIC',
    status: 'READY',
    contentHash,
    width,
    height,
    bytes: stored.reduce((sum, variant) => sum + variant.bytes, 0),
    thumbhash,
    dominantColor,
    variants: stored,
  } as const;
}
