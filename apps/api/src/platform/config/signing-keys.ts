import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Null, and a fault with the variable's name, if the value is not a key; the value is never revealed. */
export function readKey<Key>(faults: string[], name: string, value: string, read: (value: string) => Key): Key | null {
  try {
    return read(value);
  } catch {
    faults.push(`${name} must be an Ed25519 key, DER in base64`);
    return null;
  }
}

/** PKCS #8, DER in base64. @throws if it is not an Ed25519 key */
export function readPrivateKey(value: string): KeyObject {
  const key = createPrivateKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not Ed25519');
  return key;
}

/** SPKI, DER in base64. @throws if it is not an Ed25519 key */
export function readPublicKey(value: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not Ed25519');
  return key;
}
