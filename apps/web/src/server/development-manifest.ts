import { execFile } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { log } from './log.ts';

/** Editors write a file in several steps. */
const settlingMs = 150;

/** While developing: writes the route manifest anew when the contracts change. @param webDir folder of this app */
export function regenerateOnChange(webDir: string): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  const generate = () =>
    execFile(
      process.execPath,
      [path.join(webDir, '../../packages/api-client/generate.ts')],
      (error, _stdout, stderr) => {
        // A contract that does not parse yet: the one before goes on serving.
        if (error) log('error', 'manifest.failed', { reason: stderr.slice(0, 2000) });
      },
    );
  return watch(path.join(webDir, '../../packages/shared/src'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(generate, settlingMs);
  });
}
