/**
 * The scopes of personal access tokens, with a sentence for each for the user who grants the token. An endpoint names
 * the scope that it requires (`scope`); an endpoint without one is closed to tokens.
 */
const catalogue = {
  'profile:read': 'See your name, picture and e-mail address.',
  'profile:write': 'Change your name and your picture.',
  'uploads:read': 'See all pictures in your gallery, private ones included.',
  'uploads:write': 'Upload, change and delete pictures in your gallery.',
} as const satisfies Readonly<Record<string, string>>;

/**
 * The scopes of features, declared beside their endpoints: with `declareScopes` at run time, and with
 * `declare module '../token-scopes.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureScopes {}

export type TokenScope = keyof typeof catalogue | keyof FeatureScopes;

/** The form of a scope: what it is about, and whether it allows changes. */
export const scopePattern = /^[a-z]+(?:-[a-z]+)*:(?:read|write)$/;

const declared = new Map<string, string>(Object.entries(catalogue));

/**
 * Registers the scopes of a feature; runs when its contract is imported.
 * @param scopes by name, `feature:read` or `feature:write`, a sentence that says what they allow
 * @throws Error for a scope that another contract has, or that has another form
 */
export function declareScopes<Scopes extends Readonly<Record<string, string>>>(scopes: Scopes): Scopes {
  for (const [scope, description] of Object.entries(scopes)) {
    if (declared.has(scope)) throw new Error(`Two contracts declare the scope ${scope}`);
    if (!scopePattern.test(scope) || scope.length > 32) throw new Error(`${scope} is not spelt like a scope`);
    declared.set(scope, description);
  }
  return scopes;
}

/** The scopes above and those of the features whose contracts were imported, with what they allow. */
export function declaredScopes(): ReadonlyMap<string, string> {
  return declared;
}

export function isTokenScope(value: unknown): value is TokenScope {
  return typeof value === 'string' && declared.has(value);
}
