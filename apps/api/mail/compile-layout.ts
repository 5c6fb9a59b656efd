import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import mjml from 'mjml-core';
import { format, resolveConfig } from 'prettier';
import preset from 'mjml-preset-core';
import { dark, light } from '../src/platform/mail/layout/colours.ts';

const layout = join(import.meta.dirname, '../src/platform/mail/layout');

/** Where the result belongs. */
export const compiledPath = join(layout, 'template.ts');

const pixels = ['#108968', '#79c3e0', '#f3cd52', '#f5753f', '#eaa5cc'];

/** Parts of the layout that stand for a part of a letter, and may be absent or there several times. */
const parts = ['code', 'paragraph', 'button', 'footnote'] as const;

/**
 * The layout as the api fills it in, a TypeScript module: for each direction of writing the beginning, the parts that
 * may be absent, and the end. MJML knows what mail programs need, and is no part of the running api.
 * @throws Error for MJML that is not valid
 */
export async function compileLayout(): Promise<string> {
  const source = readFileSync(join(layout, 'email.mjml'), 'utf8');
  const templates = {
    ltr: divide(await compile(source, 'ltr')),
    rtl: divide(await compile(source, 'rtl')),
  };
  const module = `// Written from email.mjml by \`node mail/write-layout.ts\`: change that, not this.
import type { LayoutParts } from './parts.ts';

export const template: Readonly<Record<'ltr' | 'rtl', LayoutParts>> = ${JSON.stringify(templates, null, 2)};
`;
  return format(module, { ...(await resolveConfig(compiledPath)), filepath: compiledPath });
}

async function compile(source: string, direction: 'ltr' | 'rtl'): Promise<string> {
  const start = direction === 'ltr' ? 'left' : 'right';
  const cells = pixels.map(
    (colour) =>
      `<td width="10" height="10" style="width:10px;font-size:0;line-height:0;"><table role="presentation" cellpadding="0" cellspacing="0"><tr><td width="10" height="10" bgcolor="${colour}" style="width:10px;height:10px;border-radius:3px;background-color:${colour};font-size:0;line-height:0;">&nbsp;</td></tr></table></td><td width="3" style="width:3px;font-size:0;line-height:0;">&nbsp;</td>`,
  );
  const values: Record<string, string> = {
    direction,
    start,
    pixels: cells.join(''),
    ...named('light', light),
    ...named('dark', dark),
  };
  const complete = source.replaceAll(/%([\w.]+)%/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The layout asks for ${name}, which there is not`);
    return value;
  });
  const { html } = await mjml.default(complete, {
    // No fonts are fetched: that would tell others who reads the letter, and when.
    fonts: {},
    keepComments: false,
    validationLevel: 'strict',
    presets: [preset],
  });
  // Columns begin on the left, whatever the direction.
  const aligned = html.replaceAll('text-align:left', `text-align:${start}`);
  return aligned
    .replaceAll(/\n\s*/g, '\n')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
}

function named(prefix: string, colours: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(colours).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function divide(html: string): Record<string, string> {
  const found = parts.map((name): [string, string] => {
    const [, part] = html.split(new RegExp(`\\[\\[[#/]${name}\\]\\]`));
    if (part === undefined) throw new Error(`The layout has no ${name}`);
    return [name, part.trim()];
  });
  const [opening = ''] = html.split('[[#code]]');
  const closing = html.split('[[/footnote]]')[1] ?? '';
  return { opening: opening.trim(), ...Object.fromEntries(found), closing: closing.trim() };
}
