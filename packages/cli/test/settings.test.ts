import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../src/arguments.ts';
import { Credentials } from '../src/settings/credentials.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { originOf } from '../src/site/address.ts';
import { Journal } from '../src/upload/journal.ts';
import { useFolder } from './support/folder.ts';

const folder = useFolder();
const credential = { token: 'pxb_x', username: 'ada', expiresAt: '2027-01-01T00:00:00.000Z' };
const [one, two] = ['https://one.example', 'https://two.example'];

describe('tokens', () => {
  it('are stored atomically in a file that only its owner can read, one for each site', async () => {
    const credentials = new Credentials(folder.at('pixelboxx'));
    await credentials.save(one, credential);
    await credentials.save(two, { ...credential, username: 'bob' });
    expect(statSync(credentials.path).mode & 0o777).toBe(0o600);
    expect(statSync(folder.at('pixelboxx')).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder.at('pixelboxx'))).toEqual(['credentials.json']);
    expect(await credentials.current()).toBe(two);
    expect((await credentials.find(one))?.username).toBe('ada');
    await credentials.remove(two);
    expect([await credentials.current(), await credentials.find(two)]).toEqual([one, null]);
    expect(readFileSync(credentials.path, 'utf8')).not.toContain('bob');
  });

  it('are made unreadable to others if they were readable', async () => {
    const credentials = new Credentials(folder.path);
    await credentials.save(one, credential);
    expect(await credentials.close()).toBe(false);
    chmodSync(credentials.path, 0o644);
    expect(await credentials.close()).toBe(true);
    expect(statSync(credentials.path).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '[]', '{"version":2}', '{"version":1,"current":null,"sites":{"a":1}}'])(
    'are not read from %j',
    async (text) => {
      const credentials = new Credentials(folder.path);
      writeFileSync(credentials.path, text);
      await expect(credentials.current()).rejects.toMatchObject({ code: 'CREDENTIALS_UNREADABLE', exitCode: 5 });
    },
  );
});

describe('the folder of settings', () => {
  it('is the system’s, and never a relative path', () => {
    const home = '/home/ada';
    expect(readEnvironment({}, 'linux', home)).toMatchObject({
      configDir: '/home/ada/.config/pixelboxx',
      stateDir: '/home/ada/.local/state/pixelboxx',
    });
    const variables = { XDG_CONFIG_HOME: '/etc/ada', XDG_STATE_HOME: 'here', PIXELBOXX_TOKEN: '' };
    expect(readEnvironment(variables, 'darwin', home)).toMatchObject({
      configDir: '/etc/ada/pixelboxx',
      stateDir: '/home/ada/.local/state/pixelboxx',
      token: undefined,
    });
    expect(readEnvironment({ APPDATA: '/c/roaming' }, 'win32', home).configDir).toBe('/c/roaming/pixelboxx');
  });
});

describe('the address of a site', () => {
  it.each([
    ['pixelboxx.example', 'https://pixelboxx.example'],
    ['https://pixelboxx.example:8443/u/ada?x#y', 'https://pixelboxx.example:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('%s is %s', (text, origin) => expect(originOf(text)).toBe(origin));

  it.each(['', 'ftp://a.example', 'https://ada:secret@a.example', 'javascript://a', 'https://'])(
    'is not %j',
    (text) => {
      expect(() => originOf(text)).toThrow(expect.objectContaining({ code: 'URL_INVALID' }) as Error);
    },
  );

  it.each(['http://pixelboxx.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example'])(
    'is not %s, since tokens are never sent unencrypted',
    (text) => expect(() => originOf(text)).toThrow(expect.objectContaining({ code: 'URL_INSECURE' }) as Error),
  );
});

describe('the command line', () => {
  it('is parsed with all options', () => {
    const args = [
      'upload',
      'a',
      '--album',
      'Sea',
      'b',
      '--visibility',
      'public',
      '--concurrency',
      '8',
      '--dry-run',
      '--',
      '--c',
    ];
    expect(parseCommand(args)).toEqual({
      name: 'upload',
      url: undefined,
      paths: ['a', 'b', '--c'],
      album: 'Sea',
      visibility: 'public',
      concurrency: 8,
      dryRun: true,
    });
    expect(parseCommand([])).toEqual({ name: 'help', of: null });
    expect(parseCommand(['upload', '--help'])).toEqual({ name: 'help', of: 'upload' });
    expect(parseCommand(['-v'])).toEqual({ name: 'version' });
  });

  it.each([
    ['upload'],
    ['upload', 'a', '--concurrency', '0'],
    ['upload', 'a', '--concurrency', '9'],
    ['upload', 'a', '--visibility', 'friends'],
    ['upload', 'a', '--frobnicate'],
    ['login', 'ada'],
    ['constructor'],
    ['sing'],
  ])('is refused as %s %s', (...args) => {
    expect(() => parseCommand(args)).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }) as Error);
  });

  it('gets a one-sentence error for an unknown option', () => {
    const message = "Unknown option '--foo'. See pixelboxx --help.";
    expect(() => parseCommand(['login', '--foo'])).toThrow(message);
  });
});

describe('two uploads at the same time', () => {
  it('are refused, and the second one can run after the first', async () => {
    const path = folder.at('state', 'uploads.jsonl');
    const first = await Journal.open(path);
    await expect(Journal.open(path)).rejects.toMatchObject({ code: 'UPLOAD_RUNNING', exitCode: 5 });
    await first.close();
    await (await Journal.open(path)).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('are not assumed if the other one has crashed', async () => {
    const path = folder.at('uploads.jsonl');
    // No process has such a number.
    writeFileSync(`${path}.lock`, String(2 ** 31 - 1));
    const journal = await Journal.open(path);
    await journal.put('a'.repeat(64), { begun: 'x' });
    await journal.close();
    expect(readdirSync(folder.path)).toEqual(['uploads.jsonl']);
  });
});
