/*
 * What mail programs bear, as rules of our own. Word renders for Outlook on Windows: no flex, grid, position, float or
 * max-width on what is not a table. Gmail takes style sheets of 8192 characters and drops one with a rule that it does not
 * know; it cuts letters off at 102 kB.
 */

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Classes of this tag and of all around it. */
  readonly classes: ReadonlySet<string>;
  readonly styles: ReadonlyMap<string, string>;
}

const knownTags = new Set(
  'html head meta title style body div table tbody tr td h1 p a span br noscript xml'.split(' '),
);
const withoutEnd = new Set(['meta', 'br', 'img', 'link', 'input']);
const fetching = /^(?:src|srcset|background|action|poster|data|on\w+)$/;

/** Inline properties that Outlook's Word, Gmail and Apple Mail understand, or leave out without harm. */
const knownProperties = new Set(
  [
    'background background-color border border-collapse border-radius color cursor direction display font font-family',
    'font-size font-weight height letter-spacing line-height margin max-height max-width opacity overflow padding',
    'table-layout text-align text-decoration text-transform vertical-align width word-break word-spacing',
    'mso-padding-alt mso-line-height-rule',
  ]
    .join(' ')
    .split(' '),
);
const knownDisplays = new Set(['none', 'block', 'inline-block']);

/** Widest that is shown whole beside the list of letters. */
const maxWidth = 600;
const maxBytes = 102 * 1024;
const maxSheet = 8192;

/** Tags of a letter as a program other than Word reads it: what is in comments, which are Word's, is left out. */
function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  const open: { name: string; classes: ReadonlySet<string> }[] = [];
  const plain = html.replaceAll(/<!--[\s\S]*?-->/g, '').replaceAll(/(<style[^>]*>)[\s\S]*?<\/style>/g, '$1</style>');
  for (const [, end, name = '', text = ''] of plain.matchAll(/<(\/?)([a-z][a-z0-9:]*)((?:[^>"]|"[^"]*")*)>/gi)) {
    if (end) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> ends nothing`);
      continue;
    }
    const attributes = new Map(
      [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const own = (attributes.get('class') ?? '').split(/\s+/).filter((part) => part !== '');
    const classes = new Set([...(open.at(-1)?.classes ?? []), ...own]);
    tags.push({ name, attributes, classes, styles: stylesOf(attributes.get('style') ?? '') });
    if (!withoutEnd.has(name)) open.push({ name, classes });
  }
  if (open.length > 0) throw new Error(`<${open.map(({ name }) => name).join('><')}> has no end`);
  return tags;
}

function stylesOf(text: string): Map<string, string> {
  return new Map(
    text
      .split(';')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [name = '', ...value] = part.split(':');
        return [name.trim(), value.join(':').trim()];
      }),
  );
}

/** What breaks a rule, in words; nothing for a letter that every program shows. */
export function faultsOf(html: string, { language, direction }: { language: string; direction: string }): string[] {
  const tags = tagsOf(html);
  const sheets = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, sheet = '']) => sheet);
  const root = tags.find(({ name }) => name === 'html');
  return [
    ...(Buffer.byteLength(html) < maxBytes ? [] : ['Gmail cuts it off']),
    ...(root?.attributes.get('lang') === language && root.attributes.get('dir') === direction ? [] : ['no language']),
    ...tags.flatMap((tag) => tagFaults(tag)),
    ...sheets.flatMap((sheet) => sheetFaults(sheet)),
    ...darkFaults(tags, sheets.join('\n')),
    ...preheaderFaults(html),
  ];
}

function tagFaults({ name, attributes, styles }: Tag): string[] {
  const faults: string[] = [];
  if (!knownTags.has(name)) faults.push(`<${name}>`);
  for (const [attribute, value] of attributes) {
    if (fetching.test(attribute)) faults.push(`${attribute} fetches or runs something`);
    if (attribute === 'href' && !/^https?:/.test(value)) faults.push(`a link to ${value}`);
  }
  if (name === 'table' && attributes.get('role') !== 'presentation') faults.push('a table that is read out as one');
  if (name === 'table' && !(attributes.has('cellpadding') && attributes.has('cellspacing')))
    faults.push('a loose table');
  for (const [property, value] of styles) {
    if (!knownProperties.has(property)) faults.push(`${property} on <${name}>`);
    if (property === 'display' && !knownDisplays.has(value)) faults.push(`display:${value}`);
    if (/url\(|var\(|calc\(|clamp\(|\d(?:rem|vw|vh|em)\b|!important/.test(value)) faults.push(`${property}:${value}`);
    if (/width$/.test(property) && /^\d+px$/.test(value) && parseInt(value, 10) > maxWidth)
      faults.push(`${value} wide`);
  }
  const width = attributes.get('width');
  if (width !== undefined && /^\d+$/.test(width) && Number(width) > maxWidth) faults.push(`${width} wide`);
  return faults;
}

function sheetFaults(sheet: string): string[] {
  const faults: string[] = [];
  if (sheet.length >= maxSheet) faults.push('a style sheet too long for Gmail');
  if (/[{};]\s*[^@{}]*\[[^\]]*\]\s*\{/.test(sheet))
    faults.push('a selector by attribute, which Gmail drops the sheet for');
  if (/url\(|@import|@font-face/.test(sheet)) faults.push('a style that fetches something');
  if (/var\(|calc\(|display:\s*(?:flex|grid)|position:|float:/.test(sheet)) faults.push('a style that few know');
  return faults;
}

/** Whatever has a colour of its own in the light has another one in the dark. */
function darkFaults(tags: readonly Tag[], sheets: string): string[] {
  const dark = /@media \(prefers-color-scheme: dark\) \{([\s\S]*?\})\s*\}/.exec(sheets)?.[1] ?? '';
  const rules = [...dark.matchAll(/([^{}]+)\{([^}]*)\}/g)].map(([, selectors = '', body = '']) => ({
    classes: [...selectors.matchAll(/\.([\w-]+)/g)].map(([, name = '']) => name),
    body,
  }));
  const isChanged = (tag: Tag, property: RegExp) =>
    rules.some(({ classes, body }) => property.test(body) && classes.some((name) => tag.classes.has(name)));
  return tags.flatMap((tag) => {
    // The mark is the same in both, and the preheader is seen by nobody.
    if (tag.attributes.has('bgcolor') && tag.attributes.get('height') === '10') return [];
    if (tag.styles.get('display') === 'none') return [];
    const faults: string[] = [];
    if (tag.styles.has('color') && !isChanged(tag, /(?:^|[\s;])color:/)) faults.push(`<${tag.name}> is dark on dark`);
    if (tag.styles.has('background-color') && !isChanged(tag, /background-color:/))
      faults.push(`<${tag.name}> stays light`);
    return faults;
  });
}

function preheaderFaults(html: string): string[] {
  const [, style = '', text = ''] = /<body[^>]*>\s*<div style="([^"]*)">([^<]*)<\/div>/.exec(html) ?? [];
  return style.includes('display:none') && text.trim().length > 10 ? [] : ['nothing to show beside the subject'];
}

/** Where the links of a letter lead, in order, as a browser reads them. */
export function linksIn(html: string): string[] {
  return tagsOf(html)
    .filter(({ name }) => name === 'a')
    .map(({ attributes }) => unescape(attributes.get('href') ?? ''));
}

/** What a reader sees of it, its blanks made one. */
export function readingOf(html: string): string {
  const [, body = ''] = /<body[^>]*>([\s\S]*)<\/body>/.exec(html) ?? [];
  const plain = body.replaceAll(/<!--[\s\S]*?-->/g, '').replaceAll(/<(?:[^>"]|"[^"]*")*>/g, ' ');
  return unescape(plain).replaceAll(/\s+/g, ' ').trim();
}

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
  '&#8202;': '\u200a',
};

function unescape(text: string): string {
  return text.replaceAll(/&(?:\w+|#\d+);/g, (entity) => entities[entity] ?? entity);
}
