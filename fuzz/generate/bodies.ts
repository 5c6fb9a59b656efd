import type { EndpointSpec } from '@pixelboxx/shared';
import fc from 'fast-check';
import type { HeaderField } from '../http/message.ts';
import { jsonTypes, otherTypes } from './headers.ts';
import { hostileJsonTexts, jsonChanges } from './hostile-json.ts';
import { fileBytes, type SampleImage } from './images.ts';
import { fieldsOf, validInput } from './schema.ts';
import { hostileText } from './text.ts';

/** A body, and the fields that describe it. Its length is added on sending. */
export interface Body {
  readonly headers: readonly HeaderField[];
  readonly bytes: Buffer | null;
}

const none: Body = { headers: [], bytes: null };

const json = (text: string, type = 'application/json'): Body => ({
  headers: [['content-type', type]],
  bytes: Buffer.from(text, 'utf8'),
});

/** Bodies for an endpoint that expects none, or of types that it does not accept. */
const unwelcome: fc.Arbitrary<Body> = fc.oneof(
  fc.constantFrom(...hostileJsonTexts).map((text) => json(text)),
  fc
    .tuple(fc.constantFrom(...jsonTypes, ...otherTypes), fc.constantFrom(...hostileJsonTexts, 'a=1&b=2', '--x--\r\n'))
    .map(([type, text]) => json(text, type)),
  // A body without a type, and a type without a body.
  fc.constant<Body>({ headers: [], bytes: Buffer.from('{}') }),
  fc
    .constantFrom(...jsonTypes, ...otherTypes)
    .map((type): Body => ({ headers: [['content-type', type]], bytes: null })),
);

/** Text in another encoding than UTF-8, or with bytes that are in none. */
const encodings: ReadonlyArray<(text: string) => Buffer> = [
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
  (text) => Buffer.from(text.replace('"', '"\xff\xc0\x80'), 'latin1'),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xe2, 0x82])]),
];

/** JSON that fits the schema, that nearly fits, and that is something else; `type` is its content type. */
function jsonBody(schema: NonNullable<EndpointSpec['body']>, type?: string): fc.Arbitrary<Body> {
  const valid = validInput(schema);
  return fc.oneof(
    { weight: 4, arbitrary: valid.map((value) => json(JSON.stringify(value), type)) },
    {
      weight: 6,
      arbitrary: fc.tuple(valid, jsonChanges(fieldsOf(schema))).map(([value, change]) => json(change(value), type)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...encodings))
        .map(([value, encode]) => ({ ...json('', type), bytes: encode(JSON.stringify(value)) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...jsonTypes, ...otherTypes))
        .map(([value, other]) => json(JSON.stringify(value), other)),
    },
    { weight: 1, arbitrary: unwelcome },
  );
}

const boundary = 'fuzz-boundary';

interface Part {
  readonly head: string;
  readonly bytes: Buffer;
}

const quoted = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[\r\n]/g, ' ');

const part = (name: string, filename: string | null, bytes: Buffer, type = 'image/png'): Part => ({
  head: `content-disposition: form-data; name="${quoted(name)}"${filename === null ? '' : `; filename="${quoted(filename)}"\r\ncontent-type: ${type}`}`,
  bytes,
});

function encodeForm(parts: readonly Part[], end: string): Buffer {
  const encoded = parts.flatMap(({ head, bytes }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`, 'latin1'),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...encoded, Buffer.from(end, 'latin1')]);
}

/** Multipart forms with one file, and forms that are broken, doubled, nested or mislabelled. */
function formBody(file: string, fields: readonly string[], images: readonly SampleImage[]): fc.Arbitrary<Body> {
  const headers: HeaderField[] = [['content-type', `multipart/form-data; boundary=${boundary}`]];
  const bytes = fileBytes(images);
  const filePart = bytes.map((content) => part(file, 'a.png', content));
  const field = fc
    .tuple(
      fc.constantFrom(...fields, 'visibility', '__proto__', ''),
      fc.oneof(fc.constantFrom('public', 'private'), hostileText),
    )
    .map(([name, value]) => part(name, null, Buffer.from(value)));
  const anyPart = fc.oneof(
    filePart,
    field,
    fc.tuple(hostileText, hostileText, bytes).map(([name, filename, content]) => part(name, filename, content)),
    fc
      .tuple(
        fc.constantFrom(
          '',
          'x',
          'content-disposition',
          'content-disposition: form-data',
          'content-disposition: attachment',
        ),
        bytes,
      )
      .map(([head, content]): Part => ({ head, bytes: content })),
  );
  const whole = `--${boundary}--\r\n`;
  return fc.oneof(
    { weight: 4, arbitrary: filePart.map((only) => ({ headers, bytes: encodeForm([only], whole) })) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.array(anyPart, { maxLength: 4 }),
          fc.constantFrom(whole, whole, whole, '', '--', `--${boundary}`, `--${boundary}-`),
        )
        .map(([parts, end]) => ({ headers, bytes: encodeForm(parts, end) })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(filePart, fc.double({ min: 0, max: 1, noNaN: true })).map(([only, at]) => {
        const form = encodeForm([only], whole);
        return { headers, bytes: form.subarray(0, Math.floor(form.length * at)) };
      }),
    },
    { weight: 1, arbitrary: unwelcome },
  );
}

/** The bodies of tus: a part of a file, or something that claims to be one. */
function tusBody(images: readonly SampleImage[]): fc.Arbitrary<Body> {
  const number = fc.constantFrom('0', '1', '100', '5000', '-1', 'x');
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(fileBytes(images), number, number).map(([bytes, length, offset]): Body => ({
        headers: [
          ['content-type', 'application/offset+octet-stream'],
          ['tus-resumable', '1.0.0'],
          ['upload-length', length === '5000' ? String(bytes.length) : length],
          ['upload-offset', offset === '5000' ? '0' : offset],
        ],
        bytes,
      })),
    },
    {
      weight: 2,
      arbitrary: fc.integer({ min: 1, max: 12_000_000 }).map((length): Body => ({
        headers: [
          ['tus-resumable', '1.0.0'],
          ['upload-length', String(length)],
        ],
        bytes: null,
      })),
    },
    { weight: 1, arbitrary: unwelcome },
  );
}

/** Raw bytes of a file, with one of the types that the endpoint declares, or another. */
function rawBody(types: readonly string[], images: readonly SampleImage[]): fc.Arbitrary<Body> {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fileBytes(images), fc.constantFrom(...types))
        .map(([bytes, type]): Body => ({ headers: [['content-type', type]], bytes })),
    },
    { weight: 1, arbitrary: unwelcome },
  );
}

/** Text that claims to be signed, in the formats of mail services and in others. */
function signedBody(types: readonly string[]): fc.Arbitrary<Body> {
  const claims = fc.record(
    {
      Type: fc.constantFrom('Notification', 'SubscriptionConfirmation', ''),
      TopicArn: fc.constantFrom('arn:aws:sns:eu-central-1:123456789012:mail', 'arn:'),
      Message: hostileText,
      MessageId: hostileText,
      Timestamp: fc.constantFrom('2026-01-01T00:00:00.000Z', 'yesterday'),
      SignatureVersion: fc.constantFrom('1', '2'),
      Signature: fc.constantFrom('', 'AAAA'),
      SigningCertURL: fc.constantFrom('https://sns.eu-central-1.amazonaws.com/a.pem', 'http://localhost:1/', ''),
      RecordType: fc.constantFrom('Bounce', 'SpamComplaint'),
      type: fc.constantFrom('email.bounced', 'email.complained'),
      data: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    claims.map((value) => JSON.stringify(value)),
    fc.constantFrom(...hostileJsonTexts),
    hostileText,
  );
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(text, fc.constantFrom(...types)).map(([content, type]) => json(content, type)),
    },
    { weight: 1, arbitrary: unwelcome },
  );
}

export function bodyOf(spec: EndpointSpec, images: readonly SampleImage[]): fc.Arbitrary<Body> {
  if (spec.file !== undefined) return formBody(spec.file, spec.body ? fieldsOf(spec.body) : [], images);
  if (spec.bytes) return rawBody(spec.bytes, images);
  if (spec.reports) {
    return fc.oneof(...Object.entries(spec.reports).map(([type, schema]) => jsonBody(schema, type)));
  }
  if (spec.signed) return signedBody(spec.signed);
  if (spec.protocol === 'tus') return tusBody(images);
  if (spec.body) return jsonBody(spec.body);
  const absent = spec.method === 'GET' ? 12 : 6;
  return fc.oneof({ weight: absent, arbitrary: fc.constant(none) }, { weight: 1, arbitrary: unwelcome });
}
