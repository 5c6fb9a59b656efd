import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const present = 0x01;
const verified = 0x04;
const backupEligible = 0x08;
const backedUp = 0x10;
const attested = 0x40;

type Json = Record<string, unknown>;

export interface AuthenticatorOptions {
  /** The origin that the browser reports. */
  readonly origin?: string;
  /** Whether it asks for a PIN, a fingerprint or a face. */
  readonly verifiesUser?: boolean;
  /** Whether the platform syncs its keys to other devices. */
  readonly syncs?: boolean;
}

/** A browser with one passkey: creates and uses it according to WebAuthn, in software, with a key that can be copied. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32);
  readonly origin: string;
  counter = 0;
  verifiesUser: boolean;
  private readonly syncs: boolean;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private userHandle: string | undefined;

  constructor({ origin = 'http://localhost:3000', verifiesUser = true, syncs = false }: AuthenticatorOptions = {}) {
    this.origin = origin;
    this.verifiesUser = verifiesUser;
    this.syncs = syncs;
    ({ privateKey: this.privateKey, publicKey: this.publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  }

  /** `navigator.credentials.create` */
  create(options: Json): Json {
    const { challenge, rp, user } = options as { challenge: string; rp: { id: string }; user: { id: string } };
    this.userHandle = user.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.credentialId, this.coseKey()]);
    const authData = Buffer.concat([this.authenticatorData(rp.id, attested), credential]);
    const attestationObject = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authData)],
    ]);
    const clientDataJSON = base64url(this.clientData('webauthn.create', challenge));
    const response = { clientDataJSON, attestationObject: base64url(attestationObject), transports: ['internal'] };
    return this.credential(response);
  }

  /** `navigator.credentials.get` */
  get(options: Json): Json {
    const { challenge, rpId } = options as { challenge: string; rpId: string };
    this.counter += 1;
    return this.assert(challenge, rpId);
  }

  /** Like `get`, but without counting: the response of a copy of the key made earlier. */
  assert(challenge: string, rpId: string): Json {
    const authData = this.authenticatorData(rpId, 0);
    const clientData = this.clientData('webauthn.get', challenge);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.privateKey);
    return this.credential({
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authData),
      signature: base64url(signature),
      userHandle: this.userHandle,
    });
  }

  private credential(response: Json): Json {
    const id = base64url(this.credentialId);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response,
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
    };
  }

  private clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  private authenticatorData(rpId: string, extraFlags: number): Buffer {
    const flags = present | (this.verifiesUser ? verified : 0) | (this.syncs ? backupEligible | backedUp : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([flags | extraFlags]), counter]);
  }

  /** ES256 (RFC 9053): key type EC2, algorithm -7, curve P-256. */
  private coseKey(): Buffer {
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    return cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
  }
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** CBOR (RFC 8949), the part that WebAuthn needs. */
function cborHead(majorType: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(majorType << 5) | value]);
  if (value < 256) return Buffer.from([(majorType << 5) | 24, value]);
  return Buffer.from([(majorType << 5) | 25, value >> 8, value & 0xff]);
}

function cborInt(value: number): Buffer {
  return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborMap(entries: [Buffer, Buffer][]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
