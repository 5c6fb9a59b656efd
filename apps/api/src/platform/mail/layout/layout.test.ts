import { describe, expect, it } from 'vitest';
import type { EmailContent } from './email.ts';
import { dark, light } from './colours.ts';
import { renderHtml, renderText } from './render.ts';
import { faultsOf, linksIn } from '../../../../test/emails/mail-rules.ts';

const email: EmailContent = {
  language: 'en',
  direction: 'ltr',
  subject: 'Confirm your address',
  heading: 'Almost there, Alice',
  paragraphs: ['Please confirm that this address is yours.', 'It takes one click.'],
  button: { label: 'Confirm', url: 'https://pixelboxx.example/verify?token=abc&x=1', fallback: 'Or open:' },
  footnote: 'You did not ask for this? Then ignore it.',
};

/** WCAG 2.2, 1.4.3: relative luminance and contrast. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe('the layout of emails', () => {
  it('links to the given address, and escapes it', () => {
    expect(renderText(email)).toContain('https://pixelboxx.example/verify?token=abc&x=1\n');
    expect(renderHtml(email)).toContain('href="https://pixelboxx.example/verify?token=abc&amp;x=1"');
    expect(linksIn(renderHtml(email))).toEqual([email.button?.url, email.button?.url]);
  });

  it('escapes every value', () => {
    const evil = `"><script>alert('1')</script>&`;
    const html = renderHtml({
      ...{ language: 'en', direction: 'ltr' },
      subject: evil,
      preview: evil,
      heading: evil,
      code: evil,
      paragraphs: [evil],
      button: { label: evil, fallback: evil, url: `https://example.com/?q=${evil}` },
      footnote: evil,
    });
    expect(html).not.toContain('<script');
    // Screen readers read the subject as the title and name of the email.
    expect(html.match(/&lt;script&gt;/g)).toHaveLength(9);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'no address', '//example.com'])('does not link to %s', (url) => {
    const bad = { ...email, button: { label: 'Go', fallback: 'Or:', url } };
    expect(() => renderHtml(bad)).toThrow(TypeError);
    expect(() => renderText(bad)).toThrow(TypeError);
  });

  it('works without button and footnote', () => {
    const plain = { language: 'en', direction: 'ltr', subject: 'Hi', heading: 'Hi', paragraphs: ['One.'] } as const;
    expect(renderText(plain)).toBe('Hi\n==\n\nOne.\n');
    expect(linksIn(renderHtml(plain))).toEqual([]);
  });

  it('is right-to-left if the language is', () => {
    const html = renderHtml({ ...email, language: 'ar', direction: 'rtl' });
    expect(html).toMatch(/<html lang="ar" dir="rtl"/);
    expect(html).not.toMatch(/text-align:left|align="left"|direction:ltr/);
    expect(html).toContain('text-align:right');
  });

  it.each([
    ['light', light],
    ['dark', dark],
  ])('can be read in the %s', (_scheme, colours) => {
    expect(contrast(colours.ink, colours.card)).toBeGreaterThan(7);
    expect(contrast(colours.ink, colours.canvas)).toBeGreaterThan(7);
    expect(contrast(colours.soft, colours.card)).toBeGreaterThan(4.5);
    expect(contrast(colours.onBrand, colours.brand)).toBeGreaterThan(4.5);
  });
});

describe('the rules of mail programs', () => {
  const good = renderHtml(email);
  it.each([
    ['a picture', '<img src="https://evil.example/1.gif">'],
    ['flex', '<div style="display:flex"></div>'],
    ['a variable', '<div style="color:var(--ink)"></div>'],
    ['a table that is read out', '<table cellpadding="0" cellspacing="0"></table>'],
    ['a width beyond what is shown', '<div style="width:700px"></div>'],
    ['a colour that stays', '<div style="color:#000000"></div>'],
    ['a script', '<script>alert(1)</script>'],
    ['a length that is cut off', `<p>${'x'.repeat(103_000)}</p>`],
  ])('refuse %s', (_what, html) => {
    expect(faultsOf(good, email)).toEqual([]);
    expect(faultsOf(good.replace('</body>', `${html}</body>`), email)).not.toEqual([]);
  });
});
