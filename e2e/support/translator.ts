import { expect, type BrowserContext, type Page } from '@playwright/test';

/**
 * `replaces` replaces text by new nodes, as Chrome's translator does; `moves` puts the page's own text nodes into new
 * elements, as extensions that rewrite text do.
 */
export type TranslatorKind = 'replaces' | 'moves';

/** From now on, every text of every page is put into `<font><font>`, while the page loads and whenever it changes. */
export async function translateEverything(context: BrowserContext, kind: TranslatorKind): Promise<void> {
  await context.addInitScript((way) => {
    // The element that translators use, although it has long been deprecated.
    const makeFont = () => document.createElementNS('http://www.w3.org/1999/xhtml', 'font');
    const untranslated = 'script, style, noscript, textarea, title, font';
    const translate = (text: Text) => {
      if (!text.data.trim() || !text.parentElement || text.parentElement.closest(untranslated)) return;
      const [outer, inner] = [makeFont(), makeFont()];
      outer.append(inner);
      text.replaceWith(outer);
      inner.append(way === 'moves' ? text : text.data);
    };
    const translateIn = (root: Node) => {
      if (root instanceof Text) translate(root);
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      texts.forEach(translate);
    };
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        if (type === 'characterData') translateIn(target);
        else addedNodes.forEach(translateIn);
      }
    });
    document.addEventListener('DOMContentLoaded', () => {
      translateIn(document.body);
      observer.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
    });
  }, kind);
}

/** Records errors in a page; call the result at the end. @returns throws if there was an error */
export function watchForBreakage(page: Page): () => Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => {
    // A page translated before hydration differs from what the server sent: React reports that, and renders it again.
    if (!message.includes('Minified React error #418')) errors.push(message);
  });
  return async () => {
    await expect(page.getByText('That didn’t work')).toHaveCount(0);
    expect(errors, page.url()).toEqual([]);
    const caught = await page.evaluate(() => performance.getEntriesByName('pixelboxx:moved-node').length);
    expect(caught, `what the last net caught on ${page.url()}`).toBe(0);
  };
}
