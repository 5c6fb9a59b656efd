import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { readIdentityProviders } from './identity-providers.ts';
import { testEnvironment } from '../../../test/support/config.ts';

const client = { clientId: 'client', clientSecret: 'canary secret' };

function read(value: unknown) {
  const faults: string[] = [];
  const providers = readIdentityProviders(faults, typeof value === 'string' ? value : JSON.stringify(value));
  return { providers, faults };
}

describe('OIDC_PROVIDERS', () => {
  it('is optional', () => {
    expect(loadConfig(testEnvironment()).identityProviders).toEqual([]);
  });

  it('has presets for Google, Apple, Microsoft and GitHub', () => {
    const { providers, faults } = read([
      { preset: 'google', ...client },
      { preset: 'apple', ...client },
      { preset: 'microsoft', tenant: 'common', ...client },
      { preset: 'github', ...client },
    ]);
    expect(faults).toEqual([]);
    expect(providers).toMatchObject([
      { id: 'google', name: 'Google', issuer: 'https://accounts.google.com', vouchesForEmail: true, tellsImage: true },
      // With a scope it would respond with a form post from its own site.
      { id: 'apple', issuer: 'https://appleid.apple.com', scopes: [], tellsImage: false },
      // Administrators of a directory can set any e-mail there.
      {
        id: 'microsoft',
        issuer: 'https://login.microsoftonline.com/common/v2.0',
        vouchesForEmail: false,
        tellsImage: false,
      },
      { id: 'github', kind: 'github', url: 'https://github.com' },
    ]);
  });

  it('accepts any other provider by its issuer', () => {
    const { providers, faults } = read([
      { id: 'acme', name: 'Acme', issuer: 'https://id.acme.example/realm', ...client },
    ]);
    expect(faults).toEqual([]);
    expect(providers).toMatchObject([
      { kind: 'openid', scopes: ['email', 'profile'], tellsAuthTime: true, tellsImage: true },
    ]);
  });

  it('reports all errors at once, with their place', () => {
    const { faults } = read([
      { preset: 'myspace', ...client },
      { preset: 'google', clientId: 'client' },
      { id: 'Acme', name: '', issuer: 'http://id.acme.example', ...client },
      { id: 'twice', name: 'One', issuer: 'https://one.example', ...client, callback: 'x' },
      { preset: 'microsoft', ...client },
    ]);
    expect(faults).toEqual([
      'OIDC_PROVIDERS[0].preset must be one of google, apple, microsoft, github, openid',
      'OIDC_PROVIDERS[1].clientSecret must be a text',
      expect.stringMatching(/^OIDC_PROVIDERS\[2\]\.id must be lower-case/),
      'OIDC_PROVIDERS[2].name must not be empty',
      expect.stringMatching(/^OIDC_PROVIDERS\[2\]\.issuer must start with https/),
      'OIDC_PROVIDERS[3] has fields that are not known',
      expect.stringMatching(/^OIDC_PROVIDERS\[4\]\.tenant /),
    ]);
  });

  it('requires unique names', () => {
    const entry = { id: 'acme', name: 'Acme', issuer: 'https://id.acme.example', ...client };
    expect(read([entry, entry]).faults).toEqual(['OIDC_PROVIDERS[1].id is another provider’s, too']);
  });

  it('prevents the start if invalid, reported together with other errors', () => {
    const load = () => loadConfig(testEnvironment({ OIDC_PROVIDERS: '{}', SCREENING: 'required' }));
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/OIDC_PROVIDERS must be a JSON list of objects[^]*SCREENING=required/);
  });

  it('never appears in an error message', () => {
    const entry = fc.dictionary(
      fc.constantFrom('preset', 'id', 'name', 'issuer', 'clientId', 'clientSecret', 'tenant', 'scopes', 'other'),
      fc.oneof(fc.jsonValue(), fc.constant('canary secret'), fc.constantFrom('google', 'openid', 'github')),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(entry, { maxLength: 3 }).map((list) => JSON.stringify(list)),
        ),
        (value) => {
          const { faults } = read(value);
          expect(faults.join()).not.toContain('canary');
        },
      ),
      { seed: 42 },
    );
  });
});
