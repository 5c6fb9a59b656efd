/** What `watchSilence` returns: `heard` puts the end off, `stop` ends the watch. */
export interface SilenceWatch {
  heard(): void;
  stop(): void;
}

/**
 * Calls `onSilence` once nothing was heard for `ms`. A process that was held up runs its timers before it reads its
 * sockets (the phases of Node's event loop): what has arrived meanwhile is read first, so that nobody is cut off for
 * a delay that was ours.
 */
export function watchSilence(ms: number, onSilence: () => void): SilenceWatch {
  let hasHeard = false;
  let afterReading: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    hasHeard = false;
    afterReading = setImmediate(() => {
      if (!hasHeard) onSilence();
    });
  }, ms);
  return {
    heard: () => {
      hasHeard = true;
      timer.refresh();
    },
    stop: () => {
      clearTimeout(timer);
      clearImmediate(afterReading);
    },
  };
}
