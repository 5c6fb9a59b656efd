/**
 * Preloaded (`--import`) into every process the commands start. The channel to the starter closes when that one ends,
 * however it ends, kill -9 included: then this process ends too, first politely, and nothing is left running.
 */
const graceSeconds = 10;

if (process.connected) {
  process.once('disconnect', () => {
    // Emitted rather than sent: the process's own handlers run, and where there is none the default would not.
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
    setTimeout(() => process.exit(143), graceSeconds * 1000).unref();
  });
  // A channel alone does not keep a process running.
  process.channel?.unref();
}

// The starter, or a terminal, reads these. With it gone, writing fails (EPIPE; EIO at a closed terminal), which must not
// cut a clean shutdown short.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
