import { createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  keptSecretNames,
  makeKeptSecrets,
  makeSharedSecrets,
  sharedSecretNames,
} from '../../src/settings/make-secrets.ts';

const make = () => ({ ...makeKeptSecrets(), ...makeSharedSecrets() });

it('make-secrets creates each secret of an installation, by its name', () => {
  expect(Object.keys(make()).toSorted()).toEqual([...keptSecretNames, ...sharedSecretNames].toSorted());
});

it('make-secrets creates different secrets each time', () => {
  const values = [make(), make()].flatMap((secrets) => Object.values(secrets));
  expect(new Set(values).size).toBe(values.length);
});

it('make-secrets creates a key that can sign access tokens, and 256 bits for everything else', () => {
  const { JWT_PRIVATE_KEY: key, ...others } = make();
  const privateKey = createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' });
  expect(privateKey.asymmetricKeyType).toBe('ed25519');
  for (const secret of Object.values(others)) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
});
