/**
 * What a personal access token may be allowed, by scope, and a sentence for each, in the words of whoever gives the token away.
 * An endpoint names the one that it asks for (`scope`); without one it is closed to tokens.
 */
const catalogue = {
  'profile:read': 'See your name, picture and e-mail address.',
  'profile:write': 'Change your name and your picture.',
  'uploads:read': 'See all pictures in your gallery, private ones included.',
  'uploads:write': 'Upload, change and delete pictures in your gallery.',
} as const satisfies Readonly<Record<string, string>>;

/**
 * The scopes of features, declared beside their endpoints: by `declareScopes` for whoever runs, and by
 * `declare module '../token-scopes.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureScopes {}

export type TokenScope = keyof typeof catalogue | keyof FeatureScopes;

/** How a scope is spelt: what it is about, and whether it changes it. */
export const scopePattern = /^[a-z]+(?:-[a-z]+)*:(?:read|write)$/;

const declared = new Map<string, string>(Object.entries(catalogue));

/**
 * Makes the scopes of a feature known to whoever imports its contract.
 * @param scopes by name, `feature:read` or `feature:write`, a sentence that says what they allow
 * @throws Error for one that another contract has, or that is spelt otherwise
 */
export function declareScopes<Scopes extends Readonly<Record<string, string>>>(scopes: Scopes): Scopes {
  for (const [scope, description] of Object.entries(scopes)) {
    if (declared.has(scope)) throw new Error(`Two contracts declare the scope ${scope}`);
    if (!scopePattern.test(scope) || scope.length > 32) throw new Error(`${scope} is not spelt like a scope`);
    declared.set(scope, description);
  }
  return scopes;
}

/** The scopes above, and those of the features whose contracts were imported, with what they allow. */
export function declaredScopes(): ReadonlyMap<string, string> {
  return declared;
}

export function isTokenScope(value: unknown): value is TokenScope {
  return typeof value === 'string' && declared.has(value);
}
