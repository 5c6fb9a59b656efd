import { execFile } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { log } from './log.ts';

/** Editors write a file in several steps. */
const settlingMs = 150;

/** During development: regenerates the route manifest when the contracts change. @param webDir folder of this app */
export function regenerateOnChange(webDir: string): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  const generate = () =>
    execFile(
      process.execPath,
      [path.join(webDir, '../../packages/api-client/generate.ts')],
      (error, _stdout, stderr) => {
        // The contract does not parse yet: the previous manifest stays in use.
        if (error) log('error', 'manifest.failed', { reason: stderr.slice(0, 2000) });
      },
    );
  return watch(path.join(webDir, '../../packages/shared/src'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(generate, settlingMs);
  });
}
