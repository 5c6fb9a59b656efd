import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { type Migration, type MigrationFiles, SCRIPT_FILE } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';

const maxOutputBytes = 64 * 1024 * 1024;

/** One repository, asked by git itself. */
export class Repository {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * What is compared with: the newest tag `v*` before HEAD; before the first release the merge base with main; on main
   * itself the commit before.
   * @throws DatabaseProblem where nothing of that is there, as in a clone of a single commit
   */
  base(): string {
    // Without its tags, any commit would look like the first release.
    if (this.git('rev-parse', '--is-shallow-repository') === 'true')
      throw new DatabaseProblem(
        'The last release is missing in this clone: fetch the whole history (git fetch --unshallow).',
      );
    const found = this.tryGit('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^') ?? this.mergeBase();
    if (found !== undefined) return found;
    throw new DatabaseProblem(
      'There is no previous commit to compare with. Fetch the history, or name one with --base.',
    );
  }

  /** @throws DatabaseProblem for what names no commit */
  resolve(ref: string): string {
    const commit = this.tryGit('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
    if (commit === undefined) throw new DatabaseProblem(`${ref} is no commit of this repository.`);
    return commit;
  }

  /** The migrations as they are in a commit. */
  migrationsAt(commit: string, { migrationsDir }: MigrationFiles): Migration[] {
    const folder = relative(this.git('rev-parse', '--show-toplevel'), migrationsDir);
    return this.git('ls-tree', '-d', '--full-tree', '--name-only', commit, `${folder}/`)
      .split('\n')
      .filter((path) => path !== '')
      .sort()
      .map((path) => {
        const script = this.gitRaw('show', `${commit}:${join(path, SCRIPT_FILE)}`);
        return { name: relative(folder, path), script, checksum: createHash('sha256').update(script).digest('hex') };
      });
  }

  private mergeBase(): string | undefined {
    const head = this.tryGit('rev-parse', 'HEAD');
    const bases = ['origin/main', 'main'].map((branch) => this.tryGit('merge-base', 'HEAD', branch));
    const base = bases.find((commit) => commit !== undefined);
    return base === head ? this.tryGit('rev-parse', '--verify', '--quiet', 'HEAD^') : base;
  }

  private gitRaw(...args: string[]): string {
    return execFileSync('git', ['-C', this.folder, ...args], {
      encoding: 'utf8',
      maxBuffer: maxOutputBytes,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  private git(...args: string[]): string {
    return this.gitRaw(...args).trim();
  }

  private tryGit(...args: string[]): string | undefined {
    try {
      return this.git(...args) || undefined;
    } catch {
      return undefined;
    }
  }
}
