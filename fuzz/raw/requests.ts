import fc from 'fast-check';
import { encodeRequest, type HeaderField } from '../http/message.ts';
import { placeholder } from '../generate/placeholders.ts';
import type { ServiceName } from '../run/services.ts';

export const boundary = 'raw-boundary';

const session: HeaderField = ['cookie', `pbx_access=${placeholder('access')}; pbx_refresh=${placeholder('refresh')}`];
const token: HeaderField = ['authorization', `Bearer ${placeholder('aiToken')}`];

/** A correct request, before anything is done to its bytes. */
export interface PlainRequest {
  readonly service: ServiceName;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly HeaderField[];
  readonly body: Buffer | null;
}

export interface FormPart {
  readonly head: string;
  readonly bytes: Buffer;
}

export const filePart = (bytes: Buffer, name = 'file'): FormPart => ({
  head: `content-disposition: form-data; name="${name}"; filename="a.png"\r\ncontent-type: image/png`,
  bytes,
});

export const fieldPart = (name: string, value: string): FormPart => ({
  head: `content-disposition: form-data; name="${name}"`,
  bytes: Buffer.from(value),
});

/** The form in its structural pieces, so that it can be broken between any two of them. */
export function formPieces(parts: readonly FormPart[]): Buffer[] {
  const pieces = parts.flatMap(({ head, bytes }) => [
    Buffer.from(`--${boundary}`),
    Buffer.from('\r\n'),
    Buffer.from(head, 'latin1'),
    Buffer.from('\r\n'),
    Buffer.from('\r\n'),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return [...pieces, Buffer.from(`--${boundary}`), Buffer.from('--'), Buffer.from('\r\n')];
}

const formType: HeaderField = ['content-type', `multipart/form-data; boundary=${boundary}`];
const json: HeaderField = ['content-type', 'application/json'];

export function formRequest(service: ServiceName, target: string, body: Buffer): PlainRequest {
  return { service, method: 'POST', target, headers: [session, formType], body };
}

/** `offset` and `length` in bytes of the whole file. */
export function tusPart(service: ServiceName, body: Buffer, offset: number): PlainRequest {
  const headers: HeaderField[] = [
    session,
    ['tus-resumable', '1.0.0'],
    ['upload-offset', String(offset)],
    ['content-type', 'application/offset+octet-stream'],
  ];
  return { service, method: 'PATCH', target: `/v1/uploads/resumable/${placeholder('resumable')}`, headers, body };
}

export function tusCreation(service: ServiceName, body: Buffer): PlainRequest {
  const headers: HeaderField[] = [
    session,
    ['tus-resumable', '1.0.0'],
    ['upload-length', String(body.length)],
    ['content-type', 'application/offset+octet-stream'],
  ];
  return { service, method: 'POST', target: '/v1/uploads/resumable', headers, body };
}

/** Requests of every form that a service accepts. */
export function plainRequests(image: Buffer): fc.Arbitrary<PlainRequest> {
  const both = fc.constantFrom<ServiceName>('api', 'api', 'web');
  const form = Buffer.concat(formPieces([fieldPart('visibility', 'private'), filePart(image)]));
  const ofSite = both.chain((service) =>
    fc.constantFrom<PlainRequest>(
      { service, method: 'GET', target: '/v1/health/live', headers: [], body: null },
      { service, method: 'GET', target: '/v1/auth/me', headers: [session], body: null },
      { service, method: 'HEAD', target: '/v1/uploads', headers: [session], body: null },
      {
        service,
        method: 'PATCH',
        target: '/v1/users/me',
        headers: [session, json],
        body: Buffer.from('{"displayName":"Ada"}'),
      },
      {
        service,
        method: 'POST',
        target: '/v1/auth/login',
        headers: [json],
        body: Buffer.from('{"identifier":"demo","password":"not the one"}'),
      },
      formRequest(service, '/v1/uploads/image', form),
      formRequest(service, '/v1/uploads/avatar', Buffer.concat(formPieces([filePart(image)]))),
      tusCreation(service, image),
      tusPart(service, image, 0),
      { service, method: 'GET', target: placeholder('file'), headers: [], body: null },
    ),
  );
  const ofWeb = fc.constantFrom<PlainRequest>(
    { service: 'web', method: 'GET', target: '/login', headers: [], body: null },
    { service: 'web', method: 'GET', target: '/home', headers: [session], body: null },
    {
      service: 'web',
      method: 'POST',
      target: '/login',
      headers: [['content-type', 'text/plain']],
      body: Buffer.from('x'),
    },
  );
  const ofAi = fc.constantFrom<PlainRequest>(
    {
      service: 'ai-service',
      method: 'POST',
      target: '/v1/screen',
      headers: [token, ['content-type', 'image/png']],
      body: image,
    },
    { service: 'ai-service', method: 'GET', target: '/v1/health/live', headers: [], body: null },
  );
  return fc.oneof({ weight: 8, arbitrary: ofSite }, { weight: 1, arbitrary: ofWeb }, { weight: 1, arbitrary: ofAi });
}

/** The bytes of a request, with its length stated unless `framing` replaces that. */
export function bytesOfRequest(request: PlainRequest, framing?: readonly HeaderField[], body = request.body): Buffer {
  const length: HeaderField[] = request.body ? [['content-length', String(request.body.length)]] : [];
  const headers = [['host', 'localhost'] as const, ...request.headers, ...(framing ?? length)];
  return encodeRequest({ method: request.method, target: request.target, headers, body });
}
