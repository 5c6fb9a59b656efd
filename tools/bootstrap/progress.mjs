/**
 * Shows that something long is under way: one line that counts seconds on a terminal, plain lines elsewhere.
 * @param {string} doing such as "Installing dependencies"
 * @param {NodeJS.WriteStream} [output]
 */
export function startProgress(doing, output = process.stdout) {
  const startedAt = Date.now();
  const seconds = () => (Date.now() - startedAt) / 1000;
  let detail = '';
  const draw = () => output.write(`\r\x1b[2K… ${doing} ${Math.floor(seconds())} s${detail && ` · ${detail}`}`);
  const say = () => output.write(`… ${doing} ${Math.floor(seconds())} s\n`);
  if (output.isTTY) draw();
  else output.write(`… ${doing}\n`);
  const timer = output.isTTY ? setInterval(draw, 1000) : setInterval(say, 30_000);
  timer.unref();

  /**
   * @param {string} mark
   * @param {string} text
   */
  const finish = (mark, text) => {
    clearInterval(timer);
    output.write(`${output.isTTY ? '\r\x1b[2K' : ''}${mark} ${text}\n`);
    return seconds();
  };
  return {
    /** @param {string} text */
    update(text) {
      detail = text;
      if (output.isTTY) draw();
    },
    /** @param {string} [note] */
    done: (note) => finish('✓', `${doing} (${seconds().toFixed(1)} s${note ? `, ${note}` : ''})`),
    fail: () => finish('✗', `${doing} failed after ${seconds().toFixed(1)} s`),
  };
}
