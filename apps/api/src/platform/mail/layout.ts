import { escapeHtml as escape } from './html.ts';
import type { EmailContent } from './email.ts';

/** Colours of the product, light and dark; mail programs know no custom properties. */
const light = {
  canvas: '#f4f9f7',
  card: '#ffffff',
  line: '#d6e1de',
  ink: '#0a2322',
  soft: '#3f5656',
  brand: '#005f4a',
  onBrand: '#f6fefb',
};
const dark = {
  canvas: '#0a1515',
  card: '#111e1e',
  line: '#263535',
  ink: '#ebf2f0',
  soft: '#aebfbc',
  brand: '#65deb5',
  onBrand: '#001c17',
};
const pixels = ['#108968', '#79c3e0', '#f3cd52', '#f5753f', '#eaa5cc'];
const font = `system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;

/** Light colours stand inline, where every program reads them; those that know dark mode find it here. */
const stylesheet = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
a{color:${light.brand}}
@media (max-width:520px){.card{padding:28px 22px!important}.button a{display:block!important}}
@media (prefers-color-scheme:dark){
.canvas{background:${dark.canvas}!important}
.card{background:${dark.card}!important;border-color:${dark.line}!important}
.ink{color:${dark.ink}!important}.soft,.soft a{color:${dark.soft}!important}
.button a{background:${dark.brand}!important;color:${dark.onBrand}!important}
}`.replaceAll('\n', '');

/** The HTML of an email: one column, no images, nothing fetched, readable in light, dark and at any width. */
export function renderHtml(email: EmailContent): string {
  const { subject, heading, paragraphs, button, footnote } = email;
  const preview = email.preview ?? paragraphs[0] ?? '';
  const rows = [
    row(`<h1 class="ink" style="margin:0 0 16px;font:600 22px/1.3 ${font};color:${light.ink}">${escape(heading)}</h1>`),
    ...paragraphs.map((text) =>
      row(`<p class="ink" style="margin:0 0 16px;font:400 16px/1.6 ${font};color:${light.ink}">${escape(text)}</p>`),
    ),
    ...(button ? [renderButton(button)] : []),
    ...(footnote ? [row(`<p class="soft" style="${small}padding-top:8px">${escape(footnote)}</p>`)] : []),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escape(subject)}</title><style>${stylesheet}</style></head>
<body class="canvas" style="margin:0;padding:0;background:${light.canvas}">
<div style="display:none;max-height:0;overflow:hidden">${escape(preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="canvas" style="background:${light.canvas}"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 4px 16px">${wordmark()}</td></tr>
<tr><td class="card" style="padding:40px;background:${light.card};border:1px solid ${light.line};border-radius:16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
${rows.join('\n')}
</table></td></tr></table></td></tr></table></body></html>
`;
}

/** The same email for programs, and users, that read text. */
export function renderText({ heading, paragraphs, button, footnote }: EmailContent): string {
  const parts = [heading, '='.repeat(Math.min(72, heading.length)), '', ...paragraphs.flatMap((text) => [text, ''])];
  if (button) parts.push(`${button.label}:`, requireWebUrl(button.url), '');
  if (footnote) parts.push('--', footnote, '');
  return `${parts.join('\n').trimEnd()}\n`;
}

const small = `margin:0 0 12px;font:400 13px/1.5 ${font};color:${light.soft};`;

const row = (content: string) => `<tr><td>${content}</td></tr>`;

function renderButton({ label, url }: { label: string; url: string }): string {
  const href = escape(requireWebUrl(url));
  const look = `display:inline-block;padding:14px 28px;border-radius:10px;background:${light.brand};color:${light.onBrand};font:600 16px/1.2 ${font};text-align:center;text-decoration:none`;
  return [
    row(`<div class="button" style="padding:8px 0 24px"><a href="${href}" style="${look}">${escape(label)}</a></div>`),
    row(
      `<p class="soft" style="${small}">If the button does not work, open this address:<br><a href="${href}" style="color:${light.soft};word-break:break-all">${href}</a></p>`,
    ),
  ].join('\n');
}

function wordmark(): string {
  const cells = pixels.map((colour) => {
    const look = `width:10px;height:10px;border-radius:3px;background:${colour}`;
    return `<td style="padding-right:3px"><div style="${look}"></div></td>`;
  });
  const name = `<td class="ink" style="padding-left:7px;font:600 16px/1 ${font};color:${light.ink}">Pixelboxx</td>`;
  return `<table role="presentation" cellpadding="0" cellspacing="0"><tr>${cells.join('')}${name}</tr></table>`;
}

/** A button leads to a web page and nowhere else: `javascript:` or `data:` would be run by some programs. */
function requireWebUrl(url: string): string {
  if (!URL.canParse(url) || !['https:', 'http:'].includes(new URL(url).protocol)) {
    throw new TypeError('A letter links to web addresses only');
  }
  return new URL(url).href;
}
