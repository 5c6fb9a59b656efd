import { join } from 'node:path';
import ts from 'typescript';

/** What the compiler says of these files, by the options of the api; empty when they compile. */
export function typeProblemsOf(files: readonly string[]): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(import.meta.dirname, '../../tsconfig.json'),
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const program = ts.createProgram([...files], config?.options ?? {});
  const problems = files.flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
