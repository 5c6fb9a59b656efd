import type { ServiceName } from '../run/services.ts';

export interface Piece {
  readonly bytes: Buffer;
  /** Milliseconds to wait before sending it. */
  readonly pauseMs: number;
}

/** What the client does when it has sent everything. */
export const endings = {
  /** Waits for the response it is owed. */
  wait: 'waits',
  /** Says that nothing more will come, and waits for a response or the end. */
  halfClose: 'half-closes',
  /** Goes away in order. */
  close: 'closes',
  /** Goes away at once: the other side gets a reset. */
  reset: 'resets',
  /** Leaves the connection as it is until the tier ends. */
  leave: 'leaves it open',
} as const;
export type Ending = keyof typeof endings;

/** Everything one connection does. Texts may hold `{{placeholders}}`. */
export interface Script {
  readonly kind: string;
  readonly service: ServiceName;
  readonly pieces: readonly Piece[];
  readonly ending: Ending;
  /** Methods of the requests in it, as far as a server can tell them apart: HEAD has no body in its response. */
  readonly methods: readonly string[];
  /** The address that the first response is about; null where the server may understand something else. */
  readonly target: string | null;
  /** Whether silence is a fault: everything was sent that a server needs to say something. */
  readonly owesResponse: boolean;
}

export const totalBytes = ({ pieces }: Script): number => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
