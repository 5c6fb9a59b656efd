import { pino } from 'pino';

/** Lines are handed on together once they are so long, in UTF-16 units … */
const batchLength = 65_536;
/** … or the first of them has waited for so long. */
const batchMs = 100;

type LineDestination = ReturnType<typeof pino.destination>;

/**
 * Standard output for the lines of a log. Written without blocking, many at once, as each write wakes a thread; at the end
 * of the process, a crash included, what is left is written before it ends. Lines are gathered here rather than by the
 * destination's own `minLength`, which copies all that it has gathered to measure it, for every line anew; and which wakes
 * up ten times a second when there is nothing to write.
 */
export function createLineDestination(): LineDestination {
  const destination = pino.destination({ dest: 1, sync: false, maxWrite: 131_072 });
  const write = destination.write.bind(destination);
  const flush = destination.flush.bind(destination);
  const flushSync = destination.flushSync.bind(destination);
  const end = destination.end.bind(destination);
  let gathered = '';
  let timer: NodeJS.Timeout | null = null;

  const handOn = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    const lines = gathered;
    gathered = '';
    if (lines !== '') write(lines);
  };
  // The same object, since those who end a process know it as the destination that there is something to flush.
  return Object.assign(destination, {
    write: (line: string): boolean => {
      gathered += line;
      if (gathered.length >= batchLength) handOn();
      else timer ??= setTimeout(handOn, batchMs).unref();
      return true;
    },
    flush: (done?: (error?: Error) => unknown): void => {
      handOn();
      flush(done);
    },
    flushSync: (): void => {
      handOn();
      flushSync();
    },
    end: (): void => {
      handOn();
      end();
    },
  });
}
