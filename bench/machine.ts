import { cpus } from 'node:os';

/** What a figure was measured on. */
export interface Machine {
  readonly node: string;
  readonly processor: string;
}

export function machine(): Machine {
  const [first] = cpus();
  return { node: process.version, processor: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}` };
}
