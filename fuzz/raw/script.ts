import type { ServiceName } from '../run/services.ts';

export interface Piece {
  readonly bytes: Buffer;
  /** Milliseconds to wait before sending it. */
  readonly pauseMs: number;
}

/** What the client does after sending everything. */
export const endings = {
  /** Waits for the response it is owed. */
  wait: 'waits',
  /** Ends its sending side, and waits for a response or the end. */
  halfClose: 'half-closes',
  /** Closes the connection properly. */
  close: 'closes',
  /** Disconnects at once: the other side gets a reset. */
  reset: 'resets',
  /** Leaves the connection open until the tier ends. */
  leave: 'leaves it open',
} as const;
export type Ending = keyof typeof endings;

/** Everything one connection does. Texts may contain `{{placeholders}}`. */
export interface Script {
  readonly kind: string;
  readonly service: ServiceName;
  readonly pieces: readonly Piece[];
  readonly ending: Ending;
  /** Methods of its requests, as far as a server can recognize them: a response to HEAD has no body. */
  readonly methods: readonly string[];
  /** The address that the first response is for; null if the server may understand another one. */
  readonly target: string | null;
  /** Whether silence is a fault: the server has received everything that it needs to respond. */
  readonly owesResponse: boolean;
}

export const totalBytes = ({ pieces }: Script): number => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
