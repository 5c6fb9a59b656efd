import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';
import { listRepositoryFiles, readRepositoryFile } from '../repository-files.ts';

const tracked = listRepositoryFiles();
const documents = tracked.filter((path) => path.endsWith('.md'));

const withoutCode = (text: string): string => text.replaceAll(/^```[^]*?^```/gm, '');

/** As GitHub makes them: lower case, no punctuation, hyphens for spaces, and a number behind what comes again. */
function anchorsIn(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const shown = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
    const slug = shown
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
  return new Set([...headings, ...[...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)]);
}

/** What is wrong with the links of one document to others of the repository. */
function brokenLinks(path: string, text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)|<img [^>]*src="([^"]+)"/g)];
  return links.flatMap(([, link, source]) => {
    const target = link ?? source ?? '';
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
    if (!existsSync(join(root, to))) return [`${path}: ${target} leads to no file`];
    if (anchor === undefined || !to.endsWith('.md')) return [];
    return anchorsIn(readRepositoryFile(to)).has(anchor) ? [] : [`${path}: ${target} leads to no heading`];
  });
}

describe('links of documents', () => {
  it('are reported as broken if the file or heading does not exist', () => {
    const text =
      '## A `day` at work\n[a](#a-day-at-work) [b](#b) [c](README.md#try-next) [d](missing.md) [e](https://a.b/#c)';
    expect(brokenLinks('README.md', text)).toEqual([
      'README.md: #a-day-at-work leads to no heading',
      'README.md: #b leads to no heading',
      'README.md: missing.md leads to no file',
    ]);
    expect([...anchorsIn('# Two `words`\n## Two words\n```\n# none\n```\n### [Why](a.md), then?')]).toEqual([
      'two-words',
      'two-words-1',
      'why-then',
    ]);
  });

  it('all lead to existing files and headings', () => {
    expect(documents.length).toBeGreaterThan(60);
    expect(documents.flatMap((path) => brokenLinks(path, readRepositoryFile(path)))).toEqual([]);
  });
});

/** What is no file of the repository: those of an example feature, and those of an installation. */
const elsewhere = /(^|\/)(badges|notes)(\/|\.)|^(DATA_DIR|private|objects)\//;
/** Where a path that is named may begin, beside the root. */
const bases = [
  '',
  'apps/api/',
  'apps/api/src/',
  'apps/api/test/',
  'apps/web/',
  'apps/web/src/',
  'apps/ai-service/src/',
];

describe('files that documents name', () => {
  it('all exist', () => {
    const isThere = (from: string, path: string) =>
      [...bases, `${dirname(from)}/`].some((base) => existsSync(join(root, base, path))) ||
      tracked.some((file) => file.endsWith(`/${path}`));
    const missing = documents
      // A record of a decision is not changed when a file is moved.
      .filter((path) => !path.startsWith('docs/adr/'))
      .flatMap((from) =>
        [
          ...withoutCode(readRepositoryFile(from)).matchAll(
            /`([\w.@()[\]-]+(?:\/[\w.@()[\]-]+)+\.(?:ts|tsx|mjs|json|ya?ml|sh|prisma|md|sql))`/g,
          ),
        ]
          .map(([, path = '']) => path)
          .filter((path) => !elsewhere.test(path) && !isThere(from, path))
          .map((path) => `${from}: ${path}`),
      );
    expect(missing).toEqual([]);
  });
});
