import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CliError } from '../cli-error.ts';
import { rename, type FeatureName } from './feature-name.ts';

const templates = join(import.meta.dirname, '../../templates/feature');
/** Folders that only a feature with a page has files in. */
const onlyWithPage = [join('apps', 'web'), 'e2e'];
/** The only existing file that changes, by one line. */
const pluggedIn = 'apps/api/src/features.ts';

/** The files of a new feature, written below `root`: all of them, or none. */
export class FeatureFiles {
  readonly #root: string;
  readonly #name: FeatureName;
  readonly #written: string[] = [];
  readonly #folders: string[] = [];
  #features: string | undefined;

  constructor(root: string, name: FeatureName) {
    this.#root = root;
    this.#name = name;
  }

  /** The files written, as paths below the root. */
  get written(): readonly string[] {
    return this.#written;
  }

  /** @throws CliError if the name is taken; nothing is written then. */
  write(parts: { web: boolean }): void {
    const files = this.#render(parts);
    this.#requireFree(files.map(({ path }) => path));
    for (const { path, text } of files) this.#add(path, text);
  }

  /** Adds a file that another program wrote. */
  adopt(path: string): void {
    this.#written.push(relative(this.#root, path));
    this.#folders.push(dirname(path));
  }

  /** Adds the module to the api's list, in alphabetical order. */
  plugIn(): void {
    const path = join(this.#root, pluggedIn);
    this.#features = readFileSync(path, 'utf8');
    const { pascal, kebab } = this.#name;
    const line = `export { ${pascal}Module } from './${kebab}/index.ts';`;
    const lines = this.#features.trimEnd().split('\n');
    const next = lines.findIndex((other) => other.startsWith('export ') && other > line);
    lines.splice(next === -1 ? lines.length : next, 0, line);
    writeFileSync(path, `${lines.join('\n')}\n`);
  }

  /** Removes and restores everything. */
  undo(): void {
    for (const path of this.#written) rmSync(join(this.#root, path), { force: true });
    for (const folder of this.#folders.toReversed()) {
      if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
    }
    if (this.#features !== undefined) writeFileSync(join(this.#root, pluggedIn), this.#features);
  }

  #render({ web }: { web: boolean }): { path: string; text: string }[] {
    return readdirSync(templates, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ from: path, path: relative(templates, path) }))
      .filter(({ path }) => web || !onlyWithPage.some((folder) => path.startsWith(folder)))
      .map(({ from, path }) => ({
        path: rename(path, this.#name),
        text: rename(readFileSync(from, 'utf8'), this.#name),
      }));
  }

  #requireFree(paths: string[]): void {
    const { kebab, singularCamel, singularPascal } = this.#name;
    const folders = ['apps/api/src', 'apps/web/src/features', 'apps/web/src/app', 'apps/web/src/app/(site)'];
    const taken = [...folders.map((folder) => join(folder, kebab)), ...paths].find((path) =>
      existsSync(join(this.#root, path)),
    );
    if (taken !== undefined) throw new CliError(`${taken} is there already. Choose another name.`);
    const used = new RegExp(
      `\\b${singularCamel}Endpoints\\b|'/v1/${kebab}[/']|(id: |, )'${singularPascal}(Page)?'|^model ${singularPascal} |@@map\\("${this.#name.snake}"\\)`,
      'm',
    );
    const contracts = [join(this.#root, 'packages/shared/src'), join(this.#root, 'apps/api/prisma/schema')];
    const user = contracts.flatMap(sourcesIn).find((path) => used.test(readFileSync(path, 'utf8')));
    if (user !== undefined) {
      const where = relative(this.#root, user);
      throw new CliError(`${where} uses the name of \`${kebab}\` or of one of them already. Choose another.`);
    }
  }

  #add(path: string, text: string): void {
    const target = join(this.#root, path);
    for (let folder = dirname(target), missing: string[] = []; ; folder = dirname(folder)) {
      if (existsSync(folder)) {
        this.#folders.push(...missing);
        break;
      }
      missing = [folder, ...missing];
    }
    mkdirSync(dirname(target), { recursive: true });
    this.#written.push(path);
    writeFileSync(target, text, { flag: 'wx' });
  }
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|prisma)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
