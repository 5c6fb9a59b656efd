import type { EmailContent } from './email.ts';
import { escapeHtml } from './html.ts';
import type { LayoutParts } from './parts.ts';
import { template } from './template.ts';

/** The HTML of an email: one column, no images, nothing fetched, readable in light, dark and at any width. */
export function renderHtml(email: EmailContent): string {
  const { language, direction, subject, heading, code, paragraphs, button, footnote } = email;
  const parts = template[direction];
  const preview = email.preview ?? paragraphs[0] ?? '';
  const url = button && requireWebUrl(button.url);
  return [
    put(parts, 'opening', { language, subject, preview, heading }),
    ...(code === undefined ? [] : [put(parts, 'code', { code })]),
    ...paragraphs.map((paragraph) => put(parts, 'paragraph', { paragraph })),
    ...(button && url !== undefined
      ? [put(parts, 'button', { url, label: button.label, fallback: button.fallback })]
      : []),
    ...(footnote === undefined ? [] : [put(parts, 'footnote', { footnote })]),
    put(parts, 'closing', {}),
    '',
  ].join('\n');
}

/** The same email for programs and users that prefer text. */
export function renderText({ heading, code, paragraphs, button, footnote }: EmailContent): string {
  const parts = [heading, '='.repeat(Math.min(72, heading.length)), ''];
  if (code !== undefined) parts.push(code, '');
  parts.push(...paragraphs.flatMap((text) => [text, '']));
  if (button) parts.push(`${button.label}:`, requireWebUrl(button.url), '');
  if (footnote) parts.push('--', footnote, '');
  return `${parts.join('\n').trimEnd()}\n`;
}

/** @throws TypeError for a placeholder without a text: an incomplete email must not be sent */
function put(parts: LayoutParts, name: keyof LayoutParts, texts: Readonly<Record<string, string>>): string {
  return parts[name].replaceAll(/\[\[(\w+)\]\]/g, (_whole, key: string) => {
    const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
    if (text === undefined) throw new TypeError(`The layout lacks its ${key}`);
    return escapeHtml(text);
  });
}

/** A button may only link to a web page: some programs would run `javascript:` or `data:`. */
function requireWebUrl(url: string): string {
  if (!URL.canParse(url) || !['https:', 'http:'].includes(new URL(url).protocol)) {
    throw new TypeError('Links in emails must be http or https');
  }
  return new URL(url).href;
}
