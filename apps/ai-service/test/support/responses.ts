import { FailureEnvelope } from '@pixelboxx/shared';

export interface Failure {
  status: number;
  code: string;
  headers: Headers;
}

interface Sending {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** For bodies that are streams. */
  duplex?: 'half';
}

/** Sends bytes to be screened, without the typed client in between. */
export function post(
  url: string,
  body: BodyInit,
  contentType = 'application/octet-stream',
  { headers, ...sending }: Sending = {},
): Promise<Response> {
  const init: RequestInit = { ...sending, method: 'POST', body, headers: { 'content-type': contentType, ...headers } };
  return fetch(`${url}/v1/screen`, init);
}

/** Reads a failure, and insists on the envelope and on one request id in it and in the header. */
export async function failureOf(response: Response): Promise<Failure> {
  const { error } = FailureEnvelope.parse(await response.json());
  if (error.requestId !== response.headers.get('x-request-id'))
    throw new Error('The request id differs from its header.');
  return { status: response.status, code: error.code, headers: response.headers };
}
