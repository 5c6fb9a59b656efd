import { cpus } from 'node:os';

/** The machine on which a figure was measured. */
export interface Machine {
  readonly node: string;
  readonly processor: string;
}

export function machine(): Machine {
  const [first] = cpus();
  return { node: process.version, processor: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}` };
}
