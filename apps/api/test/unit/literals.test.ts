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

/** Whether a source composes emails by other means than those of `emails`. */
function makesEmails(text: string): boolean {
  if (/platform\/mail\/layout\/email\.ts'/.test(text)) return true;
  if (!text.includes('paragraphs')) return false;
  let found = false;
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'declareEmail') return;
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'paragraphs') found = true;
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('emails.ts', text, ts.ScriptTarget.Latest, true));
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
      return makesEmails(readFileSync(join(source, path), 'utf8'));
    });
    expect(makers).toEqual([]);
  });

  it('may be in a feature’s folder, in every language: `declareEmail` sees to that', () => {
    const words = "{ subject: 'Your notes', heading: 'Your notes', paragraphs: ['Hello {username}.'] }";
    expect(makesEmails(`const digest = ${words};`)).toBe(true);
    expect(makesEmails(`const digest = declareEmail({ en: ${words}, de: { ...de, paragraphs: [] } });`)).toBe(false);
    expect(makesEmails(`declareEmail({ en: ${words} });\nconst other = ${words};`)).toBe(true);
    expect(makesEmails("import type { EmailContent } from '../platform/mail/layout/email.ts';")).toBe(true);
  });
});
