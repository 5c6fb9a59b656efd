import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyBootstrap } from '../support/bootstrap.ts';
import { eventually, runNode, startNode, temporaryFolder } from '../support/processes.ts';

/** A repository whose npm is a stand-in that records its calls: `exit` is how each of them ends. */
function makeRepository({ exit = 0, seconds = 0, folder = '.' } = {}) {
  const root = join(temporaryFolder(), folder);
  const program = copyBootstrap(root, `console.log('ran', process.argv.slice(2).join(' ')); process.exit(7);`);
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}');
  const npm = join(root, 'npm-cli.js');
  writeFileSync(
    npm,
    `import { appendFileSync, mkdirSync } from 'node:fs';
     appendFileSync(${JSON.stringify(join(root, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
     await new Promise((resolve) => setTimeout(resolve, ${seconds * 1000}));
     mkdirSync('node_modules', { recursive: true });
     console.error('npm error network is down');
     process.exit(${exit});`,
  );
  const env = { npm_execpath: npm };
  return {
    root,
    program,
    run: (...args: string[]) => runNode([program, ...args], env),
    start: (...args: string[]) => startNode([program, ...args], env),
    calls: () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []),
  };
}

describe('the bootstrap', () => {
  it('installs once, without install scripts, and then runs the command with its arguments and exit code', async () => {
    const repository = makeRepository();
    const first = await repository.run('test', '--project', 'api');
    expect(first.output).toMatch(/✓ Installing dependencies \(once\).*\nran test --project api\n$/);
    expect(first.status).toBe(7);
    expect((await repository.run('start')).output).toBe('ran start\n');
    expect(repository.calls()).toHaveLength(1);
    expect(repository.calls()[0]).toMatch(/^ci --ignore-scripts /);
  });

  it.each(['C#', 'a:b'])(
    'says of a folder named "%s" that it needs another name, and installs nothing',
    async (folder) => {
      const repository = makeRepository({ folder });
      const { status, output } = await repository.run('start');
      expect(status).toBe(1);
      expect(output).toContain(`"${folder.replaceAll(/\w/g, '')}"`);
      expect(output).toContain('Move or rename the folder');
      expect(repository.calls()).toEqual([]);
    },
  );

  it('runs in a folder whose name has spaces, other letters and signs', async () => {
    const repository = makeRepository({ folder: 'my pixel ü 100% [x]?' });
    expect((await repository.run('start')).output).toMatch(/\nran start\n$/);
  });

  it('installs again when the lockfile changed', async () => {
    const repository = makeRepository();
    await repository.run('start');
    writeFileSync(
      join(repository.root, 'package-lock.json'),
      '{"packages":{"":{},"node_modules/a":{"version":"2.0.0"}}}',
    );
    await repository.run('start');
    expect(repository.calls()).toHaveLength(2);
  });

  it('accepts a manual installation', async () => {
    const repository = makeRepository();
    mkdirSync(join(repository.root, 'node_modules'));
    const installed = '{"packages":{"node_modules/a":{"version":"1.0.0"}}}';
    writeFileSync(join(repository.root, 'node_modules', '.package-lock.json'), installed);
    expect((await repository.run('start')).output).toBe('ran start\n');
    expect(repository.calls()).toEqual([]);
  });

  it('shows the end of npm’s output if that fails, and tries again the next time', async () => {
    const repository = makeRepository({ exit: 1 });
    const { status, output } = await repository.run('start');
    expect(status).toBe(1);
    expect(output).toMatch(/npm error network is down\n`npm ci` failed \(see above\)\./);
    await repository.run('start');
    expect(repository.calls()).toHaveLength(2);
  });

  it('installs once when two commands begin together', async () => {
    const repository = makeRepository({ seconds: 1 });
    const [one, other] = await Promise.all([repository.run('start'), repository.run('test')]);
    expect([one.status, other.status]).toEqual([7, 7]);
    expect(repository.calls()).toHaveLength(1);
    expect(`${one.output}${other.output}`).toContain('Waiting for another installation');
  });

  it('recovers from an installation that was killed', async () => {
    const repository = makeRepository({ seconds: 2 });
    const killed = repository.start('start');
    await eventually(() => repository.calls().length > 0);
    killed.child.kill('SIGKILL');
    await killed.exited;
    expect((await repository.run('start')).output).toMatch(/ran start\n$/);
    expect(repository.calls()).toHaveLength(2);
  });

  it('reports a too old Node in one line', async () => {
    const { program } = makeRepository();
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, program, 'start'];
    const { status, output } = await runNode(args);
    expect(status).toBe(1);
    expect(output).toBe('Pixelboxx needs Node 20 or newer; this is 18.20.4. See https://nodejs.org/\n');
  });
});
