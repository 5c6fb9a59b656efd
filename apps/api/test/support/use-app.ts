import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll } from 'vitest';
import type { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { type RunningApp, startApp, type startReplica } from './app.ts';
import { CapturedLogs } from './captured-logs.ts';
import type { Browser } from './clients/browser.ts';
import { Mailbox } from './clients/mailbox.ts';
import { startTwin } from './replicas.ts';

type Settings = Record<string, string | undefined>;
type Replica = Awaited<ReturnType<typeof startReplica>>;

/** Settings, or a function that returns them once the earlier hooks have run, such as those that start a server. */
type SettingsOf = Settings | (() => Settings | Promise<Settings>);

const settle = (settings: SettingsOf): Settings | Promise<Settings> =>
  typeof settings === 'function' ? settings() : settings;

/**
 * The api that the tests of this file, or of the `describe` around the call, have in common: started before the first
 * of them, on an empty database, and stopped after the last. Hooks that are declared after the call may use it.
 *
 * @example
 * const app = useApp({ RATE_LIMIT_SCALE: '1' });
 * const { mailbox } = app;
 */
export function useApp(settings: SettingsOf = {}): SharedApp {
  const app = new SharedApp();
  beforeAll(async () => {
    const starting = startApp(await settle(settings));
    app.starting = starting;
    app.running = await starting;
  });
  afterAll(() => app.stop());
  return app;
}

/** Another process of that app, for the same time: the same database and secrets, and nothing else shared. */
export function useTwin(app: RunningApp, settings: SettingsOf = {}): SharedReplica {
  const twin = new SharedReplica();
  beforeAll(async () => {
    twin.starting = startTwin(app, await settle(settings));
    twin.running = await twin.starting;
  });
  afterAll(() => twin.stop());
  return twin;
}

/** What that app, whose LOG_LEVEL is not `silent`, logs from here on. */
export function useLogs(app: RunningApp): Pick<CapturedLogs, 'text' | 'lines' | 'events'> {
  let logs: CapturedLogs | undefined;
  const captured = (): CapturedLogs => started(logs);
  beforeAll(() => {
    logs = new CapturedLogs(app.app);
  });
  return {
    get text() {
      return captured().text;
    },
    get lines() {
      return captured().lines;
    },
    events: (event) => captured().events(event),
  };
}

/** A replica that tests can refer to before it runs. */
class SharedReplica implements Replica {
  running: Replica | undefined;
  starting: Promise<Replica> | undefined;

  get app(): NestFastifyApplication {
    return started(this.running).app;
  }

  get prisma(): PrismaService {
    return started(this.running).prisma;
  }

  get baseUrl(): string {
    return started(this.running).baseUrl;
  }

  get dataDir(): string {
    return started(this.running).dataDir;
  }

  browser(): Browser {
    return started(this.running).browser();
  }

  /** Also stops one that starts after the hook's timeout: it must not outlive its file. */
  async stop(): Promise<void> {
    const replica = await this.starting?.catch(() => undefined);
    await replica?.stop();
  }
}

/** The same for an app, with the emails it sends. */
export class SharedApp extends SharedReplica implements RunningApp {
  declare running: RunningApp | undefined;
  readonly mailbox = new Mailbox(this);

  get databaseUrl(): string {
    return started(this.running).databaseUrl;
  }
}

function started<T>(value: T | undefined): T {
  if (value === undefined)
    throw new Error('The app starts before the tests: it cannot be used while they are collected');
  return value;
}
