/**
 * Preloaded (`--import`) into every process that the commands start. The channel to the starter closes when the starter
 * ends, even by kill -9: then this process ends too, gracefully at first, and nothing is left running.
 */
const graceSeconds = 10;

if (process.connected) {
  process.once('disconnect', () => {
    // Emitted rather than sent: this runs the process's own handlers; if there is none, it exits here.
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
    setTimeout(() => process.exit(143), graceSeconds * 1000).unref();
  });
  // A channel alone must not keep a process running.
  process.channel?.unref();
}

// The starter or a terminal reads these. If it is gone, writing fails (EPIPE; EIO at a closed terminal), which must not
// interrupt a clean shutdown.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
