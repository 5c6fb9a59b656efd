/** For `node --import`: an error on SIGUSR2 that nobody owns. */
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('on purpose');
  });
});
