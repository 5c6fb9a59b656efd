// @vitest-environment jsdom
import { Alert, Button, TextField } from '@pixelboxx/ui';
import { render } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReactElement } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { SavedNote } from '@/components/forms/saved-note.tsx';
import { movedNodeMark, tolerateMovedNodes } from '@/lib/translation/moved-nodes.ts';

/** What Chrome's translator does: the page's own text nodes leave it, others come in their place. */
function translate(root: Node, way: 'replaces' | 'moves'): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const font = document.createElement('x-font');
    text.replaceWith(font);
    font.append(way === 'moves' ? text : text.data);
  }
}

describe.each(['replaces', 'moves'] as const)('under a translator that %s text nodes', (way) => {
  const cases: Record<string, ReactElement[]> = {
    'a button that begins and ends to wait': [
      <Button key="b">Sign in</Button>,
      <Button key="b" loading>
        Sign in
      </Button>,
      <Button key="b">Signed in</Button>,
    ],
    'an alert that counts down': [
      <FormAlert key="f" failure="Wait." waitSeconds={2} />,
      <FormAlert key="f" failure="Wait." waitSeconds={1} />,
      <FormAlert key="f" failure="No." waitSeconds={0} />,
    ],
    'an alert with other content': [
      <Alert key="a" tone="danger" title="One" />,
      <Alert key="a" tone="danger" title="Two">
        More
      </Alert>,
    ],
    'a field with and without an error': [
      <TextField key="t" label="Name" description="Any" />,
      <TextField key="t" label="Name" error="Taken" />,
      <TextField key="t" label="Name" description="Other" />,
    ],
    'a note': [
      <SavedNote key="n" saved={0}>
        Saved
      </SavedNote>,
      <SavedNote key="n" saved={1}>
        Saved
      </SavedNote>,
    ],
  };

  it.each(Object.entries(cases))('[D4] %s always shows the same texts as without one', (_, steps) => {
    const order = fc.array(fc.nat({ max: steps.length - 1 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(order, (indices) => {
        const [translated, untouched] = [render(steps[0]), render(steps[0])];
        for (const index of indices) {
          translate(translated.container, way);
          translated.rerender(steps[index]);
          untouched.rerender(steps[index]);
          expect(translated.container.textContent).toBe(untouched.container.textContent);
        }
        translated.unmount();
        untouched.unmount();
      }),
      { seed: 4, numRuns: 25 },
    );
  });
});

describe('the safety net for translated pages', () => {
  const { removeChild, insertBefore } = Node.prototype;
  beforeEach(() => {
    performance.clearMarks();
    tolerateMovedNodes(Node.prototype);
  });
  afterEach(() => {
    Object.assign(Node.prototype, { removeChild, insertBefore });
  });
  const caught = () => performance.getEntriesByName(movedNodeMark).length;

  it('[D4] removes a text together with its wrapper, and counts that', () => {
    const { container, rerender } = render(<p>{['a', 'b'].map((text) => text)}</p>);
    translate(container, 'moves');
    rerender(<p>{['a']}</p>);
    expect(container.textContent).toBe('a');
    expect(caught()).toBe(1);
  });

  it('[D4] inserts before the wrapper what belongs before a wrapped text', () => {
    const { container, rerender } = render(<p>{[null, 'text']}</p>);
    translate(container, 'moves');
    rerender(<p>{[<b key="b">new </b>, 'text']}</p>);
    expect(container.textContent).toBe('new text');
    expect(caught()).toBe(1);
  });

  it('[D4] keeps a page working whose texts were replaced', () => {
    const { container, rerender, unmount } = render(<p>{[null, 'text']}</p>);
    translate(container, 'replaces');
    rerender(<p>{[<b key="b">new</b>, 'text']}</p>);
    rerender(<p>{[<b key="b">new</b>]}</p>);
    expect(container.querySelector('b')?.textContent).toBe('new');
    unmount();
  });

  it('has no effect if nodes are in their place', () => {
    const { container, rerender } = render(<p>{[null, 'text']}</p>);
    rerender(<p>{[<b key="b">new </b>, 'text']}</p>);
    rerender(<p>{[<b key="b">new</b>]}</p>);
    expect(container.textContent).toBe('new');
    expect(caught()).toBe(0);
  });
});
