import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueModules, messageArguments } from './generate-messages.ts';

interface Slot {
  /** The file in the folder of each feature that adds something. */
  readonly file: string;
  /** The name of its export. */
  readonly name: string;
  readonly type: string;
  readonly typeFile: string;
  /** A file in `src/generated`, and its export: the exports of all those features, in the order of their names. */
  readonly target: string;
  readonly list: string;
}

// Extension points for features: a feature takes part by having the file, and no list has to be edited.
const slots: readonly Slot[] = [
  {
    ...{ file: 'navigation.ts', name: 'navigation', target: 'navigation.ts', list: 'navigation' },
    ...{ type: 'NavigationEntry', typeFile: 'components/layout/navigation-entry.ts' },
  },
  {
    ...{
      file: 'selection-action.ts',
      name: 'selectionAction',
      target: 'selection-actions.ts',
      list: 'selectionActions',
    },
    ...{ type: 'SelectionAction', typeFile: 'components/images/selection-action.ts' },
  },
  {
    ...{ file: 'profile-section.tsx', name: 'profileSection', target: 'profile-sections.ts', list: 'profileSections' },
    ...{ type: 'ProfileSection', typeFile: 'components/profile/profile-section.ts' },
  },
];

const features = join(import.meta.dirname, 'src/features');
const folder = join(import.meta.dirname, 'src/generated');
mkdirSync(folder, { recursive: true });
for (const slot of slots) writeSlot(slot);
const messages = join(import.meta.dirname, 'src/messages');
write('message-arguments.ts', messageArguments(messages));
write('catalogues.ts', catalogueModules(messages));

function writeSlot({ file, name, type, typeFile, target, list }: Slot): void {
  const owners = readdirSync(features)
    .filter((feature) => existsSync(join(features, feature, file)))
    .sort();
  const imports = owners.map(
    (feature, index) => `import { ${name} as entry${index} } from '../features/${feature}/${file}';\n`,
  );
  write(
    target,
    `// Written by generate.ts from the folders of features.
import type { ${type} } from '../${typeFile}';
${imports.join('')}
export const ${list}: readonly ${type}[] = [${owners.map((_, index) => `entry${index}`).join(', ')}];
`,
  );
}

/** Atomically: a server that watches its sources never reads half of the file. */
function write(target: string, text: string): void {
  const path = join(folder, target);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
