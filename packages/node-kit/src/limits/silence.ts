/** The result of `watchSilence`: `heard` postpones the end, `stop` ends the watch. */
export interface SilenceWatch {
  heard(): void;
  stop(): void;
}

/**
 * Calls `onSilence` once nothing was heard for `ms`. A delayed process runs its timers before it reads its sockets (the
 * phases of Node's event loop), so bytes that have arrived meanwhile are read first: a delay of ours does not
 * disconnect a client.
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
