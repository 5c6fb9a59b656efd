/** Why another host sent no response. */
export type OutgoingFault = 'FORBIDDEN_HOST' | 'UNKNOWN_HOST' | 'REFUSED' | 'BROKEN_OFF' | 'CERTIFICATE' | 'TIMEOUT';

const sentences: Record<OutgoingFault, string> = {
  FORBIDDEN_HOST: 'The host is not one of the internet.',
  UNKNOWN_HOST: 'The name of the host leads nowhere.',
  REFUSED: 'The host cannot be reached.',
  BROKEN_OFF: 'The connection was broken off.',
  CERTIFICATE: 'The certificate of the host is not good.',
  TIMEOUT: 'The host did not respond in time.',
};

/** No response. The message is a sentence for users, and contains neither address nor secret. */
export class OutgoingFailure extends Error {
  readonly fault: OutgoingFault;

  constructor(fault: OutgoingFault, options?: ErrorOptions) {
    super(sentences[fault], options);
    this.name = 'OutgoingFailure';
    this.fault = fault;
  }
}

const unknown = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA', 'EAI_NODATA']);
const unreached = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN', 'ENETDOWN']);

/** Converts an error of Node's sockets, resolver or TLS. */
export function outgoingFailureOf(error: unknown, isTimeout: boolean): OutgoingFailure {
  if (error instanceof OutgoingFailure) return error;
  if (isTimeout) return new OutgoingFailure('TIMEOUT', { cause: error });
  const code = codeOf(error);
  if (code === 'ETIMEDOUT') return new OutgoingFailure('TIMEOUT', { cause: error });
  if (unknown.has(code)) return new OutgoingFailure('UNKNOWN_HOST', { cause: error });
  if (unreached.has(code)) return new OutgoingFailure('REFUSED', { cause: error });
  if (/CERT|^ERR_TLS|^ERR_SSL|SIGNATURE|^EPROTO$/.test(code))
    return new OutgoingFailure('CERTIFICATE', { cause: error });
  return new OutgoingFailure('BROKEN_OFF', { cause: error });
}

function codeOf(error: unknown): string {
  // No address of the host worked: the first one's error counts.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
