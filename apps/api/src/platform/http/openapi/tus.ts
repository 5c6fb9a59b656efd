import type { EndpointSpec } from '@pixelboxx/shared';

interface HeaderParameter {
  readonly name: string;
  readonly in: 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

const count = { type: 'integer', minimum: 0 };

function header(name: string, required: boolean, description: string, schema: object): HeaderParameter {
  return { name, in: 'header', required, description, schema };
}

const version = (required: boolean) => header('Tus-Resumable', required, 'The version spoken.', { const: '1.0.0' });

/** The headers of tus 1.0 requests. */
export function tusParameters({ method }: EndpointSpec): HeaderParameter[] {
  if (method === 'POST') {
    return [
      version(true),
      header('Upload-Length', true, 'Bytes of the whole file.', { type: 'integer', minimum: 1 }),
      header('Upload-Metadata', false, 'Pairs of a key and its value in Base64: `visibility cHVibGlj`.', {
        type: 'string',
      }),
    ];
  }
  if (method === 'PATCH') {
    return [version(true), header('Upload-Offset', true, 'Where this part begins, in bytes.', count)];
  }
  return [version(false)];
}

const described = {
  'tus-resumable': { description: 'The version spoken.', schema: { const: '1.0.0' } },
  'upload-offset': { description: 'Bytes accepted so far.', schema: count },
  'upload-length': { description: 'Bytes of the whole file.', schema: count },
  'upload-expires': { description: 'When an unfinished upload is given up (HTTP date).', schema: { type: 'string' } },
  location: { description: 'Where the upload goes on, relative.', schema: { type: 'string', format: 'uri-reference' } },
  'content-location': {
    description: 'The finished upload, where there is one.',
    schema: { type: 'string', format: 'uri-reference' },
  },
} as const;

function pick(...names: (keyof typeof described)[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, described[name]]));
}

/** The headers of tus 1.0 responses. */
export function tusHeaders({ method }: EndpointSpec): Record<string, object> {
  if (method === 'POST')
    return pick('tus-resumable', 'location', 'upload-offset', 'upload-expires', 'content-location');
  if (method === 'PATCH') return pick('tus-resumable', 'upload-offset', 'upload-expires', 'content-location');
  if (method === 'GET')
    return pick('tus-resumable', 'upload-offset', 'upload-length', 'upload-expires', 'content-location');
  return pick('tus-resumable');
}
