import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What features add to the menu: whoever has a `navigation.ts` is in it, by name, and no list has to be edited.
const features = join(import.meta.dirname, 'src/features');
const folder = join(import.meta.dirname, 'src/generated');
const target = join(folder, 'navigation.ts');
const names = readdirSync(features)
  .filter((name) => existsSync(join(features, name, 'navigation.ts')))
  .sort();
const imports = names.map(
  (name, index) => `import { navigation as entry${index} } from '../features/${name}/navigation.ts';\n`,
);

mkdirSync(folder, { recursive: true });
// In one step: a server that watches its sources never reads half of it.
writeFileSync(
  `${target}.new`,
  `// Written by generate.ts from the folders of features.
import type { NavigationEntry } from '../components/layout/navigation-entry.ts';
${imports.join('')}
export const navigation: readonly NavigationEntry[] = [${names.map((_, index) => `entry${index}`).join(', ')}];
`,
);
renameSync(`${target}.new`, target);
