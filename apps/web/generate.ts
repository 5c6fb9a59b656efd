import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '@pixelboxx/shared/languages';
import { catalogueModules, catalogueNames, contractCatalogues, messageArguments } from './generate-messages.ts';

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
  {
    ...{ file: 'image-section.ts', name: 'imageSection', target: 'image-sections.ts', list: 'imageSections' },
    ...{ type: 'ImageSection', typeFile: 'components/images/image-section.ts' },
  },
  {
    ...{ file: 'staff-page.ts', name: 'staffPage', target: 'feature-staff-pages.ts', list: 'featureStaffPages' },
    ...{ type: 'StaffPage', typeFile: 'components/layout/navigation-entry.ts' },
  },
];

const features = join(import.meta.dirname, 'src/features');
const folder = join(import.meta.dirname, 'src/generated');
mkdirSync(folder, { recursive: true });
const messages = join(import.meta.dirname, 'src/messages');
for (const slot of slots) writeSlot(slot);
writeSlotTexts();
write('message-arguments.ts', messageArguments(messages));
write('catalogues.ts', catalogueModules(messages));
for (const language of LANGUAGES) {
  mkdirSync(join(folder, 'contract-texts', language), { recursive: true });
  for (const [file, text] of contractCatalogues(messages, language)) {
    write(join('contract-texts', language, file), text);
  }
}

function ownersOf({ file }: Slot): readonly string[] {
  return readdirSync(features)
    .filter((feature) => existsSync(join(features, feature, file)))
    .sort();
}

function writeSlot(slot: Slot): void {
  const { file, name, type, typeFile, target, list } = slot;
  const owners = ownersOf(slot);
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

/** The catalogues of the features in each slot: pages that show the slot provide them, and so need not know the features. */
function writeSlotTexts(): void {
  const catalogues = new Set(catalogueNames(messages));
  const lists = slots.map((slot) => {
    const names = ownersOf(slot).filter((feature) => catalogues.has(feature));
    return `  ${slot.list}: [${names.map((name) => JSON.stringify(name)).join(', ')}],\n`;
  });
  write(
    'slot-texts.ts',
    `// Written by generate.ts from the folders of features and of messages.
import type { Catalogue } from '../lib/texts/texts.ts';

export const slotTexts = {
${lists.join('')}} as const satisfies Readonly<Record<string, readonly Catalogue[]>>;
`,
  );
}

/** Atomically: a server that watches its sources never reads half of the file. */
function write(target: string, text: string): void {
  const path = join(folder, target);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
