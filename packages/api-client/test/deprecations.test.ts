import { join } from 'node:path';
import type { EndpointSpec } from '@pixelboxx/shared';
import { type EndpointGroup, readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { describeDeprecations } from '../describe-deprecations.ts';

const source = (path: string) => join(import.meta.dirname, '..', path);

/** The contracts of today, as if these endpoints were deprecated. */
async function deprecating(
  deprecated: Record<string, NonNullable<EndpointSpec['deprecated']>>,
): Promise<EndpointGroup[]> {
  return (await readEndpointGroups()).map((group) => ({
    ...group,
    endpoints: Object.fromEntries(
      Object.entries(group.endpoints).map(([key, spec]) => {
        const said = deprecated[`${group.name}.${key}`];
        return [key, said ? { ...spec, deprecated: said } : spec];
      }),
    ),
  }));
}

/** What an editor strikes out in this module, and what does not compile, with these types of deprecated endpoints. */
function messagesAbout(module: string, deprecations: string): string[] {
  const texts = new Map([
    [source('src/generated/deprecations.ts'), deprecations],
    [source('src/consumer.ts'), module],
  ]);
  const { config } = ts.readConfigFile(source('tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, source('.'));
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [source('src/consumer.ts')],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = texts.get(path) ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => texts.has(path) || ts.sys.fileExists(path),
    readFile: (path) => texts.get(path) ?? ts.sys.readFile(path),
    getCurrentDirectory: () => source('.'),
  });
  const path = source('src/consumer.ts');
  const found = [...service.getSemanticDiagnostics(path), ...service.getSuggestionDiagnostics(path)];
  const lines = module.split('\n');
  return found.map(({ start = 0, messageText, reportsDeprecated }) => {
    const line = lines[module.slice(0, start).split('\n').length - 1] ?? '';
    return `${line.trim()}: ${reportsDeprecated ? 'deprecated' : ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('a deprecation in the client’s types', () => {
  it('is absent for a former path', async () =>
    expect(describeDeprecations(await readEndpointGroups())).not.toContain('@deprecated'));

  it('names the successor and the sunset', async () => {
    const described = describeDeprecations(
      await deprecating({
        'health.live': {
          since: '2026-12-01',
          sunset: '2027-03-01',
          instead: '/v1/health/ready',
          reason: 'Odd */ one.',
        },
        'auth.me': {
          since: '2026-12-01',
          instead: { method: 'POST', path: '/elsewhere' },
          documentation: 'https://pixelboxx.example/me',
        },
        'auth.logout': { since: '2026-12-01', instead: null, reason: 'Nobody\nused it.' },
      }),
    );
    const comments = described.match(/@deprecated .*(?= \*\/$)/gm);
    expect(comments?.toSorted()).toEqual([
      '@deprecated Since 2026-12-01, and may be gone from 2027-03-01 on: use `health.ready` (`GET /v1/health/ready`). Odd *\\/ one.',
      '@deprecated Since 2026-12-01: there is no successor. Nobody used it.',
      '@deprecated Since 2026-12-01: use `POST /elsewhere`. See https://pixelboxx.example/me',
    ]);
  });

  it('marks exactly the deprecated calls and streams, with unchanged types', async () => {
    const deprecated = { since: '2026-12-01', instead: '/v1/health/ready' } as const;
    const module = `import { createApiClient, createFollower } from './index.ts';
const client = createApiClient();
const follow = createFollower();
void client('health.live').then(({ status }) => status satisfies 'ok');
void client('health.ready');
follow('live.events', { lastEventId: '1' });
void client('auth.login', { body: { identifier: 'ada', password: 'x' } });
`;
    const types = describeDeprecations(await deprecating({ 'health.live': deprecated, 'live.events': deprecated }));
    expect(messagesAbout(module, types)).toEqual([
      `void client('health.live').then(({ status }) => status satisfies 'ok');: deprecated`,
      `follow('live.events', { lastEventId: '1' });: deprecated`,
    ]);
  });
});
