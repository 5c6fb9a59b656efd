import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../root.ts';
import type { Manifest } from './manifest.ts';

/** "Object literal may only specify known properties", with and without a suggestion. */
const unknownField = new Set([2353, 2561]);

const textOf = (message: string | ts.DiagnosticMessageChain): string => ts.flattenDiagnosticMessageText(message, ' ');

const path = join(root, 'scripts/manifests/rendered.ts');

/** The package with the models' types, by `apiVersion`. */
const packageOf = (apiVersion: string): string =>
  apiVersion.startsWith('monitoring.coreos.com/')
    ? `@kubernetes-models/prometheus-operator/${apiVersion}`
    : `kubernetes-models/${apiVersion}`;

/**
 * Finds fields that Kubernetes does not know, such as misspelled ones: its schemas accept them, but its server refuses them. TypeScript
 * checks the manifests as values of their types, once for all because it takes seconds. Reports the first one of each manifest.
 */
export function findUnknownFields(manifests: readonly Manifest[]): string[] {
  const lines = manifests.map(
    (manifest, index) =>
      `import type { I${manifest.kind} as T${index} } from '${packageOf(manifest.apiVersion)}'; export const v${index}: T${index} = ${JSON.stringify(manifest)};`,
  );
  const source = ts.createSourceFile(path, lines.join('\n'), ts.ScriptTarget.ESNext, true);
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es5.d.ts'],
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => (name === path ? source : readFile(name, ...rest));
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (name) => name === path || fileExists(name);
  return ts
    .createProgram([path], options, host)
    .getSemanticDiagnostics(source)
    .filter(({ code }) => unknownField.has(code))
    .map(({ start = 0, messageText }) => {
      const { kind, metadata } = manifests[source.getLineAndCharacterOfPosition(start).line] ?? {};
      const [, field, type] = /'"?([^'"]+)"?' does not exist in type '(\w+)'/.exec(textOf(messageText)) ?? [];
      return `${kind} ${metadata?.name}: ${field} is no field of ${type?.replace(/^I/, '')}`;
    });
}
