import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applySnippet, snippetsOf } from '../../guides/snippets.ts';

const guide = (...blocks: string[]) => ['# Guide', '', ...blocks, ''].join('\n');
const block = (place: string, code: string) => `\`\`\`ts file=notes.ts${place}\n${code}\n\`\`\`\n`;
const only = (place: string, code: string) => snippetsOf(guide(block(place, code)))[0]!;

describe('a code block of a guide', () => {
  it('belongs to the file it names; blocks without one are ignored', () => {
    const found = snippetsOf(guide(block('', 'one();'), '```ts\nread();\n```\n', block(' append', 'two();')));
    expect(found).toEqual([
      { file: 'notes.ts', place: { kind: 'whole' }, code: 'one();\n' },
      { file: 'notes.ts', place: { kind: 'append' }, code: 'two();\n' },
    ]);
    expect(() => snippetsOf(guide(block(' beside', 'one();')))).toThrow('beside');
  });

  it('is appended to a file, and its imports to the other imports', () => {
    const before = "import { z } from 'zod';\n\nexport const a = z.string();\n";
    const after = applySnippet(before, only(' append', "import { b } from './b.ts';\n\nexport const c = b;"));
    expect(after).toBe(
      "import { b } from './b.ts';\nimport { z } from 'zod';\n\nexport const a = z.string();\n\nexport const c = b;\n",
    );
  });

  it('replaces the method of the same name, and nothing else', () => {
    const before = 'class Notes {\n  /** All. */\n  list() {\n    return [];\n  }\n\n  remove() {}\n}\n';
    const after = applySnippet(before, only(' replace=list', '  list() {\n    return [1];\n  }'));
    expect(after).toBe('class Notes {\n  /** All. */\n  list() {\n    return [1];\n  }\n\n  remove() {}\n}\n');
    expect(() => applySnippet(before, only(' replace=find', 'find() {}'))).toThrow('no find');
    expect(() => applySnippet(null, only(' append', 'one();'))).toThrow('There is no notes.ts');
  });

  it('replaces a property, and keeps the comma after it', () => {
    const before = 'export const notes = {\n  list: all(),\n  create: one({ of: 1 }),\n} as const;\n';
    const after = applySnippet(before, only(' replace=list', '  list: all({\n    but: none,\n  }),'));
    expect(after).toBe(
      'export const notes = {\n  list: all({\n    but: none,\n  }),\n  create: one({ of: 1 }),\n} as const;\n',
    );
  });

  it('exists for each thing that a feature can have', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/guides/feature.md'), 'utf8');
    const code = snippetsOf(text)
      .map((snippet) => snippet.code)
      .join('\n');
    for (const word of [
      'declareErrors',
      'announces',
      'declareEvents',
      'subscribe(',
      'defineJob',
      'getOrLoad',
      'declareLiveEvents',
      'useLiveUpdates',
      'declareBroadcasts',
      'present(',
      'onChanged(',
    ])
      expect(code).toContain(word);
  });
});
