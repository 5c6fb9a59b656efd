import { describe, expect, it } from 'vitest';
import { renderHtml, renderText } from '../../../src/platform/mail/layout.ts';
import type { EmailContent } from '../../../src/platform/mail/email.ts';

const email: EmailContent = {
  subject: 'Confirm your address',
  heading: 'Almost there, Alice',
  paragraphs: ['Please confirm that this address is yours.', 'It takes one click.'],
  button: { label: 'Confirm', url: 'https://pixelboxx.example/verify?token=abc&x=1' },
  footnote: 'You did not ask for this? Then ignore it.',
};

describe('the layout of letters', () => {
  it('says the same in HTML and in text', () => {
    const html = renderHtml(email);
    const text = renderText(email);
    for (const part of [email.heading, ...email.paragraphs, email.footnote ?? '', 'Confirm']) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
    expect(text).toContain('https://pixelboxx.example/verify?token=abc&x=1\n');
    expect(html).toContain('href="https://pixelboxx.example/verify?token=abc&amp;x=1"');
  });

  it('escapes every value', () => {
    const evil = `"><script>alert('1')</script>&`;
    const html = renderHtml({
      subject: evil,
      preview: evil,
      heading: evil,
      paragraphs: [evil],
      button: { label: evil, url: `https://example.com/?q=${evil}` },
      footnote: evil,
    });
    expect(html).not.toContain('<script');
    expect(html.match(/&lt;script&gt;/g)).toHaveLength(6);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'no address', '//example.com'])('does not link to %s', (url) => {
    const bad = { ...email, button: { label: 'Go', url } };
    expect(() => renderHtml(bad)).toThrow(TypeError);
    expect(() => renderText(bad)).toThrow(TypeError);
  });

  it('fetches nothing, and adapts to dark mode and narrow screens', () => {
    const html = renderHtml(email);
    expect(html).not.toMatch(/<img|<link|url\(|src=|@import/);
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).toContain('max-width:520px');
    expect(html).toContain('name="viewport"');
  });

  it('does without button and footnote', () => {
    const plain = { subject: 'Hi', heading: 'Hi', paragraphs: ['One.'] };
    expect(renderText(plain)).toBe('Hi\n==\n\nOne.\n');
    expect(renderHtml(plain)).not.toContain('class="button"');
  });
});
