import { vi } from 'vitest';

const periodMs = 30_000;
const phaseMs = 2000;

/**
 * Sets the process's clock to two seconds after the start of a time step of one-time codes, from where it continues.
 * Otherwise codes would expire in a test that crosses the border of two steps. Undone by `vi.restoreAllMocks()`.
 */
export function steadyClock(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  const shift = phaseMs - (now() % periodMs);
  vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(now() + shift));
}
