import ts from 'typescript';

/** A code block of a guide that says where it belongs. */
export interface Snippet {
  /** Relative to the root of the repository. */
  readonly file: string;
  /** A new file; the end of a file; or a function, method or property of that name to replace. */
  readonly place:
    { readonly kind: 'whole' } | { readonly kind: 'append' } | { readonly kind: 'replace'; readonly name: string };
  readonly code: string;
}

/** @throws Error for a block whose place cannot be parsed */
export function snippetsOf(markdown: string): Snippet[] {
  const blocks = markdown.matchAll(/^```(?:tsx?|json) file=(\S+)(?: (\S+))?\n(.*?)^```$/gms);
  return [...blocks].map(([, file = '', place, code = '']) => ({ file, place: placeOf(place), code }));
}

function placeOf(place: string | undefined): Snippet['place'] {
  if (place === undefined) return { kind: 'whole' };
  if (place === 'append') return { kind: 'append' };
  const name = /^replace=(\w+)$/.exec(place)?.[1];
  if (!name) throw new Error(`Nothing is known of the place “${place}”`);
  return { kind: 'replace', name };
}

/**
 * Applies a snippet to a file.
 * @param before null if there is no file yet
 * @throws Error if there is nothing to replace or to append to, or the new file exists already
 */
export function applySnippet(before: string | null, { file, place, code }: Snippet): string {
  if (place.kind === 'whole') return code;
  if (before === null) throw new Error(`There is no ${file}`);
  const { imports, rest } = parted(code);
  if (place.kind === 'append') return `${withImports(before, imports).trimEnd()}\n\n${rest.trim()}\n`;
  const [start, end] = rangeOf(before, place.name, file);
  // The comma after a property stays where it is.
  return withImports(before.slice(0, start) + rest.trim().replace(/,$/, '') + before.slice(end), imports);
}

function parted(code: string): { imports: string; rest: string } {
  const lines = code.split('\n');
  const isImport = (line: string) => line.startsWith('import ');
  return { imports: lines.filter(isImport).join('\n'), rest: lines.filter((line) => !isImport(line)).join('\n') };
}

function withImports(code: string, imports: string): string {
  return imports ? code.replace(/^import /m, `${imports}\nimport `) : code;
}

function rangeOf(code: string, name: string, file: string): [start: number, end: number] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const find = (node: ts.Node): ts.Node | undefined => (isNamed(node, name) ? node : ts.forEachChild(node, find));
  const found = find(source);
  if (!found) throw new Error(`${file} has no ${name}`);
  return [found.getStart(source), found.end];
}

function isNamed(node: ts.Node, name: string): boolean {
  if (ts.isConstructorDeclaration(node)) return name === 'constructor';
  const hasName = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node);
  return hasName && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
}
