import { vi } from 'vitest';

const periodMs = 30_000;
const phaseMs = 2000;

/**
 * Sets the process's clock to two seconds after a time step of one-time codes began, from where it goes on. Otherwise a
 * test that runs across the border of two steps would see codes run out. Undone by `vi.restoreAllMocks()`.
 */
export function steadyClock(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  const shift = phaseMs - (now() % periodMs);
  vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(now() + shift));
}
