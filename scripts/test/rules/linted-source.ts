import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import ts from 'typescript';
import { root } from '../../root.ts';

/** The compiler options of a package, and the files that its sources have needed so far. */
interface Package {
  readonly options: ts.CompilerOptions;
  readonly files: Map<string, ts.SourceFile | undefined>;
  last: ts.Program | undefined;
}

const packages = new Map<string, Package>();

/** Read once for all packages, which differ in nothing that decides how a declaration is read: two of 14 s of processor time. */
const declarations: Package['files'] = new Map();
const isDeclaration = /\.d\.[cm]?ts$/;

/**
 * What the repository's linter says of `source` in place of the existing file at `path`, under the options of the package
 * that it is in. Of that package it knows the types that `source` imports: to read all of it, as a look at the whole
 * repository does, costs a hundred times as much.
 */
export async function messagesAbout(path: string, source: string): Promise<readonly Linter.LintMessage[]> {
  const filePath = join(root, path);
  const programs = [programOf(filePath, source)];
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, programs } } },
  });
  const [result] = await eslint.lintText(source, { filePath });
  return result?.messages ?? [];
}

function programOf(path: string, source: string): ts.Program {
  const around = packageAround(path);
  const host = ts.createCompilerHost(around.options, true);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, onError) => {
    if (name === path) return ts.createSourceFile(name, source, version, true);
    const files = isDeclaration.test(name) ? declarations : around.files;
    if (!files.has(name)) files.set(name, read(name, version, onError));
    return files.get(name);
  };
  const { last: oldProgram, options } = around;
  around.last = ts.createProgram({ rootNames: [path], options, host, ...(oldProgram && { oldProgram }) });
  return around.last;
}

function packageAround(path: string): Package {
  let folder = dirname(path);
  while (!existsSync(join(folder, 'tsconfig.json'))) folder = dirname(folder);
  const known = packages.get(folder) ?? { options: optionsOf(folder), files: new Map(), last: undefined };
  packages.set(folder, known);
  return known;
}

function optionsOf(folder: string): ts.CompilerOptions {
  const path = join(folder, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as {
    config: { include?: string[]; files?: string[] };
    error?: ts.Diagnostic;
  };
  if (error) throw new Error(`${path} cannot be read`);
  // Which files it names is of no interest, and takes a walk through the folder.
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: ['of-no-interest.ts'] }, ts.sys, folder)
    .options;
}
