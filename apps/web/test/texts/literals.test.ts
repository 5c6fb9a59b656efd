import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');

/** Where a sentence is no text of a page, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'apps/web/src/app/global-error.tsx': 'said where not even the catalogues came',
  'packages/ui/src/logo.tsx': 'the name, which is the same everywhere',
  'apps/web/src/app/manifest.ts': 'one file for everybody, of whom nobody knows the language',
  'apps/web/src/app/.well-known/security.txt/route.ts':
    'for those who look for weaknesses, in the language of RFC 9116',
  'apps/web/src/env.ts': 'for whoever configures the server',
};

/** Attributes that are said or shown. */
const said = new Set([
  'aria-label',
  'aria-description',
  'title',
  'placeholder',
  'alt',
  'label',
  'description',
  'legend',
]);

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.includes('/generated/') && !path.startsWith('apps/web/src/server/'));
}

/** The beginning of an address is none. */
const hasWords = (text: string) => /\p{L}{2}/u.test(text) && text !== 'https://';
/** A capital, and a word or an end after it: as people are spoken to. */
const isSentence = (text: string) => /^[A-Z][a-z’]+(?:(?: [a-z]+)+|[.!?…])/.test(text) && /[ .!?…]/.test(text);

/** The words of the parts in `packages/ui` are the keys of their catalogue. */
function isKey(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith('packages/ui/') && readUiKeys().has((node as ts.StringLiteral).text);
}

const readUiKeys = () =>
  new Set(Object.keys(JSON.parse(readFileSync(join(root, 'apps/web/src/messages/en/ui.json'), 'utf8')) as object));

/** Errors are for whoever reads logs. */
function isThrown(node: ts.Node): boolean {
  return ts.isNewExpression(node.parent) && /(?:Error|DOMException)$/.test(node.parent.expression.getText());
}

/** The literals that an expression may come to, or that stand in what it comes to. */
function literalsOf(node: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(literalsOf);
  if (ts.isTemplateExpression(node)) {
    const texts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
    return [...texts, ...node.templateSpans.flatMap(({ expression }) => literalsOf(expression))];
  }
  if (!ts.isBinaryExpression(node)) return [];
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return literalsOf(node.right);
  const isValue = [ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken];
  return isValue.includes(kind) ? [node.left, node.right].flatMap(literalsOf) : [];
}

/** What is shown, or said, without having been a sentence: parts of one, and names. */
function shownBy(node: ts.Node): string[] {
  if (!ts.isJsxExpression(node) || !node.expression) return [];
  const { parent } = node;
  if (ts.isJsxAttribute(parent) && !said.has(parent.name.getText())) return [];
  return literalsOf(node.expression).filter(hasWords);
}

function textsIn(path: string): string[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(join(root, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    found.push(...shownBy(node).filter((text) => !isSentence(text)));
    if (ts.isJsxText(node) && hasWords(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      if (said.has(node.name.getText()) && hasWords(node.initializer.text)) found.push(node.initializer.text);
      return;
    }
    if (ts.isStringLiteralLike(node) && isSentence(node.text) && !isThrown(node) && !isKey(node)) found.push(node.text);
    if (ts.isTemplateExpression(node) && isSentence(`${node.head.text}x`) && !isThrown(node))
      found.push(node.getText());
    ts.forEachChild(node, look);
  };
  look(source);
  return found.map((text) => `${path}: ${text}`);
}

it('no component contains a text that is not in a catalogue', () => {
  const paths = [...sourcesOf('apps/web/src'), ...sourcesOf('packages/ui/src')];
  expect(paths.length).toBeGreaterThan(300);
  const strange = paths.filter((path) => !(path in exceptions)).flatMap(textsIn);
  expect(strange).toEqual([]);
});

it('the search for texts finds texts, attributes, sentences, templates and parts of them', () => {
  const found = textsIn('apps/web/test/texts/literals.tsx.txt');
  expect(found.map((line) => line.split(': ')[1]?.trim())).toEqual([
    'Something went wrong',
    'A name',
    'Hello',
    '`Picture of ${name}`',
    '· here',
  ]);
});

it('no style names left or right, since Arabic is right-to-left', () => {
  const physical =
    /(?<![\w-])-?(?:(?:m|p|scroll-m|scroll-p)[lr]-|(?:left|right)-(?!1\/2)|text-(?:left|right)\b|(?:border|rounded)-(?:[lr]|t[lr]|b[lr])\b)/;
  const paths = [...sourcesOf('apps/web/src'), ...sourcesOf('packages/ui/src')].filter((path) => path.endsWith('.tsx'));
  const strange = paths.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .filter((line) => physical.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(strange).toEqual([]);
});
