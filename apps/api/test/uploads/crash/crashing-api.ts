/** The api as it runs in production, in a process of its own, which dies by SIGKILL at the step it is told to. */
import 'reflect-metadata';
import { flushCompileCache } from 'node:module';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/platform/config/config.ts';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { ImageProcessor } from '../../../src/uploads/imaging/image-processor.service.ts';

let deadly: string | undefined;

/** Nothing of the process runs after this: no `finally`, no exit handler, no response. */
function reach(moment: string): void {
  if (moment === deadly) process.kill(process.pid, 'SIGKILL');
}

type Method = (...args: never[]) => Promise<unknown>;

function wrap<Target extends object>(
  target: Target,
  name: keyof Target & string,
  around: (inner: Method) => Method,
): void {
  const inner = Reflect.get(target, name) as Method;
  Object.defineProperty(target, name, { value: around((...args) => inner.apply(target, args)), configurable: true });
}

/** One object after the other, so that "after the second" means that there are two. */
function trapStorage(storage: ObjectStorage): void {
  let line: Promise<unknown> = Promise.resolve();
  let puts = 0;
  let deletes = 0;
  wrap(storage, 'put', (put) => (...args) => {
    const mine = line.then(async () => {
      if (puts === 0) reach('put 0');
      await put(...args);
      puts += 1;
      reach(`put ${puts}`);
    });
    line = mine.catch(() => undefined);
    return mine;
  });
  wrap(storage, 'delete', (remove) => async (...args) => {
    const [keys] = args as unknown[] as [string[]];
    for (const key of keys) {
      await remove(...([[key]] as unknown[] as never[]));
      deletes += 1;
      reach(`delete ${deletes}`);
    }
    reach('delete all');
  });
}

type Callback = (error: unknown, result: unknown) => void;

/** Before and after the commit of what publishes an event, a transaction or a statement of its own, on whichever connection. */
function trapCommits(): void {
  const published = new WeakMap<pg.Client, string[]>();
  const query = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => Promise<unknown> | undefined;
  function trapped(this: pg.Client, ...args: unknown[]): Promise<unknown> | undefined {
    const [statement] = args as [{ text?: string; values?: unknown[] }];
    const subjects = published.get(this) ?? [];
    if (statement.text?.includes('INSERT INTO outbox_events')) {
      const own = statement.values?.map(String).filter((value) => /^upload\.[a-z]+$/.test(value)) ?? [];
      published.set(this, [...subjects, ...own]);
      if (this.getTransactionStatus() === 'I') subjects.push(...own);
    }
    const isCommit = statement.text === 'COMMIT' || this.getTransactionStatus() === 'I';
    if (!isCommit) return query.apply(this, args);
    published.delete(this);
    for (const subject of subjects) reach(`before commit of ${subject}`);
    const isDone = () => {
      for (const subject of subjects) reach(`after commit of ${subject}`);
    };
    const done = args.at(-1);
    if (typeof done !== 'function') {
      return query.apply(this, args)?.then((result) => {
        isDone();
        return result;
      });
    }
    return query.apply(this, [
      ...args.slice(0, -1),
      (error: unknown, result: unknown) => {
        if (!error) isDone();
        (done as Callback)(error, result);
      },
    ]);
  }
  Object.defineProperty(pg.Client.prototype, 'query', { value: trapped });
}

function setTraps(app: INestApplicationContext): void {
  wrap(app.get(ImageProcessor), 'process', (work) => (...args) => {
    reach('file received');
    return work(...args);
  });
  trapStorage(app.get(ObjectStorage));
}

// Before there is a connection, which keeps the method it began with.
trapCommits();
const app = await createApp(loadConfig());
await app.listen(0, '127.0.0.1');
process.on('message', (moment) => {
  deadly = String(moment);
  setTraps(app);
  process.send?.('armed');
});
process.on('disconnect', () => process.exit());
// Whoever is killed leaves nothing to the next process by itself.
flushCompileCache();
process.send?.({ url: await app.getUrl() });
