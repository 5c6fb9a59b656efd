import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import {
  browserSources,
  clockReaders,
  environmentReaders,
  generated,
  stores,
  terminalPrograms,
  testPrograms,
  tests,
  testsBesideSource,
} from './eslint/places.ts';
import { pixelboxx } from './eslint/plugin.ts';
import { clockReadings, restrictedSyntax, transactionOpenings } from './eslint/syntax.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

const environmentOfNode = { name: 'node:process', importNames: ['env'] };

export default defineConfig(
  { ignores: generated },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: {
      globals: globals.node,
      // Tool configurations that no tsconfig includes.
      parserOptions: {
        projectService: { allowDefaultProject: ['apps/*/*.mjs', 'apps/api/test/http/*.mjs'] },
        tsconfigRootDir: repository,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { pixelboxx },
    rules: {
      'pixelboxx/suppression-reason': 'error',
      'pixelboxx/retired-words': 'error',
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read configuration from the validated Config instead.' },
      ],
      'no-restricted-imports': ['error', { paths: [environmentOfNode] }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' },
      ],
      // Nest reads what to inject from the metadata of constructor parameters; the rule does not change those imports.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Nest's decorator needs a class, even if it is empty.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A handler without a response body returns `void`, possibly as a member of a union.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', ...restrictedSyntax],
    },
  },
  {
    files: ['apps/api/src/**'],
    // Tests are beside the code that they test, and set their own time.
    ignores: [...clockReaders, ...tests],
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax, ...clockReadings] },
  },
  {
    files: stores,
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax, ...clockReadings, ...transactionOpenings] },
  },
  {
    files: ['apps/*/src/**', 'packages/*/src/**'],
    ignores: tests,
    rules: { 'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }] },
  },
  { files: environmentReaders, rules: { 'no-restricted-properties': 'off' } },
  { files: terminalPrograms, rules: { 'no-console': 'off' } },
  {
    files: browserSources,
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    rules: { 'pixelboxx/translatable-text': 'error' },
  },
  {
    files: tests,
    rules: {
      // Parts of a test setup can be empty, and `expect(object.method)` does not call the method.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A missing value fails the test either way.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-properties': 'off',
    },
  },
  {
    files: testsBesideSource,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [environmentOfNode],
          patterns: [
            {
              regex: '^(\\.\\./)+(packages|tools|scripts)/|^@pixelboxx/dev-cli(/|$)',
              message: 'Import a package by its name; nobody stands on the dev-cli or on what serves development.',
            },
          ],
        },
      ],
    },
  },
  {
    files: [...tests, ...testPrograms],
    rules: { 'pixelboxx/no-naps': 'error', 'pixelboxx/seeded-randomness': 'error' },
  },
);
