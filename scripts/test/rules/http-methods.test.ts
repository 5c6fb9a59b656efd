import { describe, expect, it } from 'vitest';
import { httpMethods, servedMethods } from '@pixelboxx/shared';
import { listRepositoryFiles, readRepositoryFile } from '../repository-files.ts';

const theList = 'packages/shared/src/http/methods.ts';
const name = `\\b(?:${servedMethods.join('|')})\\b`;
/** Three methods in a row, in an array, a text or a union, one below the other or as keys of an object. */
const listOfMethods = new RegExp(`${name}(?:['"\`]?[\\s,|/]+['"\`]?${name}){2}|(?:\\s*${name}['"]?:[^\\n]*\\n){3}`);
const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

const sources = listRepositoryFiles('*.ts', '*.tsx', '*.mjs').filter(
  (path) => !/(^|\/)test\/|\.test\.|^e2e\//.test(path),
);

describe('the methods of HTTP', () => {
  it('are listed in one place only', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources).toContain(theList);
    const lists = sources.filter((path) => listOfMethods.test(withoutComments(readRepositoryFile(path))));
    expect(lists).toEqual([theList]);
  });

  it.each([
    `const methods = ['GET', 'POST', 'PATCH', 'DELETE'];`,
    `type Method = 'GET' | 'POST' | 'PUT';`,
    `const allow = 'GET, HEAD, PUT';`,
    `const methods = [\n  'GET',\n  'HEAD',\n  'POST',\n];`,
    `const known = {\n  GET: 1,\n  POST: 2,\n  PATCH: 3,\n};`,
  ])('are detected in a second list: %s', (list) => {
    expect(list).toMatch(listOfMethods);
  });

  it('are those of the specs, with HEAD and OPTIONS', () => {
    expect(servedMethods.filter((method) => method !== 'HEAD' && method !== 'OPTIONS')).toEqual([...httpMethods]);
  });
});
