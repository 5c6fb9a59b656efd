import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { testEnvironment } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { openPrisma, type PrismaOnDatabase } from '../../support/database/prisma.ts';
import { compileProgram } from '../../support/programs/compile-program.ts';
import { CrashingProcess } from '../../support/programs/crashing-process.ts';

/** A database and a store that outlast the processes which die over them. */
class CrashStage {
  program = '';
  dataDir = '';
  environment: NodeJS.ProcessEnv = {};
  readonly #opened: { database?: TestDatabase; records?: PrismaOnDatabase } = {};

  get database(): TestDatabase {
    return opened(this.#opened.database);
  }

  get records(): PrismaOnDatabase {
    return opened(this.#opened.records);
  }

  async open(): Promise<void> {
    this.program = await compileProgram(join(import.meta.dirname, 'crashing-api.ts'));
    this.#opened.database = await createTestDatabase();
    this.#opened.records = openPrisma(this.database.url);
    this.dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-crash-'));
    this.environment = testEnvironment({
      NODE_ENV: 'production',
      ALLOW_EMBEDDED: 'true',
      DATABASE_URL: this.database.url,
      DATA_DIR: this.dataDir,
    });
  }

  startProcess(): Promise<CrashingProcess> {
    return CrashingProcess.start(this.program, this.environment);
  }

  async close(): Promise<void> {
    await this.records.close();
    await this.database.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** For all tests of a file. */
export function useCrashStage(): CrashStage {
  const stage = new CrashStage();
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  return stage;
}

function opened<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('The stage is opened before the first test');
  return thing;
}
