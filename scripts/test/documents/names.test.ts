import { describe, expect, it } from 'vitest';
import { listRepositoryFiles, readRepositoryFile } from '../repository-files.ts';

const tracked = listRepositoryFiles();
/** Records of decisions tell of their day. */
const documents = tracked.filter((path) => path.endsWith('.md') && !path.startsWith('docs/adr/'));
const isCode = /\.(ts|tsx|mjs|js|sh|ya?ml|json|prisma|toml)$|^\.ci\/|Dockerfile|\.env\.example$/;
const code = tracked
  .filter((path) => isCode.test(path) && !/^(scripts\/test\/|docs\/|package-lock)/.test(path))
  .map(readRepositoryFile)
  .join('\n');
const words = new Set(code.match(/[A-Za-z]\w+/g));

/** Of an example feature, and of a library. */
const elsewhere = ['NOTES_FULL', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'];

/** What documents name by `pattern` and no code has, with the documents that do. */
function unknownNames(pattern: RegExp, isKnown: (name: string) => boolean, among = documents): string[] {
  return among.flatMap((path) => {
    const named = [...readRepositoryFile(path).matchAll(pattern)].map(([, name = '']) => name);
    return [...new Set(named)].filter((name) => !isKnown(name)).map((name) => `${path}: ${name}`);
  });
}

describe('names in documents', () => {
  it('are environment variables and codes that exist in a program', () => {
    const isKnown = (name: string) =>
      words.has(name) ||
      words.has(name.replace(/_FILE$/, '')) ||
      (name.endsWith('_') && code.includes(name)) ||
      elsewhere.includes(name);
    expect(unknownNames(/`[^`\n]*?\b([A-Z][A-Z0-9]*_(?:[A-Z0-9]+_)*(?:[A-Z0-9]+)?)\b[^`\n]*`/g, isKnown)).toEqual([]);
  });

  it('are existing metrics', () => {
    const isKnown = (name: string) =>
      words.has(name) || words.has(name.replace(/_(?:count|bucket|sum|total)$/, '')) || code.includes(`${name}_`);
    expect(unknownNames(/\b(pixelboxx_[a-z0-9_]+[a-z0-9])\b/g, isKnown)).toEqual([]);
  });

  it('are existing events, in documents for operators', () => {
    const operators = documents.filter((path) =>
      /^docs\/(operations|runbook|storage|uploads|security)\.md$/.test(path),
    );
    const isFile = (name: string) => /\.(ts|md|json|yml|js)$/.test(name);
    const isKnown = (name: string) => isFile(name) || code.includes(`'${name}'`) || code.includes(`"${name}"`);
    expect(unknownNames(/`([a-z]+(?:\.[a-z]+(?:-[a-z]+)*)+)`/g, isKnown, operators)).toEqual([]);
  });
});
