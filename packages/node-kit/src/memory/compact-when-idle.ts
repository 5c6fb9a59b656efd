import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of the event loop since the last look; above it a pause would be felt. */
const maxUtilization = 0.05;
const startMs = 250;
const everyMs = 60_000;
/** Growth since the last compaction that is worth a pause. */
const minGrowthBytes = 16 * 1024 ** 2;

export interface ProcessMemory {
  /** Resident bytes. */
  readonly size: () => number;
  /** Gives back what is not needed. Nothing else of the process runs meanwhile. */
  readonly compact: () => void;
}

/**
 * Gives memory back to the system while a process has nothing to do: once after its start, whose garbage is a fifth of
 * it, and after each busy time. V8 never shrinks its young generation by itself, so an idle process stays as large as
 * its busiest moment has made it. A compaction takes about 50 ms, and happens only when less than a twentieth of the
 * time before it was used.
 * @returns stops it; the timers keep no process alive
 */
export function compactWhenIdle(memory: ProcessMemory = v8Memory()): () => void {
  let compactedSize = 0;
  let before = performance.eventLoopUtilization();
  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > maxUtilization || memory.size() < compactedSize + minGrowthBytes) return;
    memory.compact();
    compactedSize = memory.size();
    clearInterval(timer);
    timer = setInterval(look, everyMs).unref();
  };
  let timer = setInterval(look, startMs).unref();
  return () => clearInterval(timer);
}

function v8Memory(): ProcessMemory {
  return {
    size: () => process.memoryUsage.rss(),
    compact: () => collectGarbage()({ type: 'major', flavor: 'last-resort' }),
  };
}

/** The flag is taken back at once: V8 accepts compiled code from a cache only under the flags that it was compiled with. */
function collectGarbage(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
