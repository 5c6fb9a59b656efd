import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../../src');

/** Two words with a blank between them: what people read, as against names, paths and markup. */
const sentence = /\p{L}{2,} \p{L}{2,}/u;

/** What stands in the code of these is read by developers alone. */
const mayHoldText = (node: ts.Node): boolean => {
  const isPart = ts.isTemplateExpression(node.parent) || ts.isTemplateSpan(node.parent);
  if (isPart) return mayHoldText(node.parent);
  const { parent } = node;
  return ts.isNewExpression(parent) && parent.expression.getText().endsWith('Error');
};

function textsIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && sentence.test(node.text) && !mayHoldText(node)) found.push(node.text);
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => relative(source, join(entry.parentPath, entry.name)));

describe('the text of emails', () => {
  it('is only in the catalogues', () => {
    const composing = files.filter(
      (path) => path.startsWith('emails/') && !path.startsWith('emails/catalogue/') && path.endsWith('.ts'),
    );
    expect(composing.length).toBeGreaterThan(4);
    for (const path of composing) expect([path, textsIn(join(source, path))]).toEqual([path, []]);
  });

  it('is composed only in the folder of emails', () => {
    const makers = files.filter((path) => {
      if (path.startsWith('emails/') || path.startsWith('platform/mail/layout/')) return false;
      return /platform\/mail\/layout\/email\.ts'|\bparagraphs:/.test(readFileSync(join(source, path), 'utf8'));
    });
    expect(makers).toEqual([]);
  });
});
