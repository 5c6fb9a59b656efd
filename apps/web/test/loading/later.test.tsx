// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense, useState, type FunctionComponent } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { later, laterInBrowser } from '@/components/loading/later.tsx';

const Name = ({ name }: { name: string }) => <p>{name}</p>;

it('the rest of the page stays as it is until a part of it has come', async () => {
  const { promise, resolve } = Promise.withResolvers<FunctionComponent<{ name: string }>>();
  const load = vi.fn(() => promise);
  const Part = later(load, <p>Instead</p>);
  function Page() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <button onClick={() => setOpen(true)}>Open</button>
        {open && <Part name="Here" />}
      </>
    );
  }
  render(
    <Suspense fallback={<p>The page is loading</p>}>
      <Page />
    </Suspense>,
  );
  expect(load).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button'));
  expect(load).toHaveBeenCalledOnce();
  expect(screen.getByRole('button', { name: 'Open' })).toBeTruthy();
  expect(screen.getByText('Instead')).toBeTruthy();
  expect(screen.queryByText('The page is loading')).toBeNull();
  resolve(Name);
  await screen.findByText('Here');
  expect(screen.queryByText('Instead')).toBeNull();
});

it('a server fetches nothing of what is for browsers, and a browser begins with what the server has sent', async () => {
  const { promise, resolve } = Promise.withResolvers<FunctionComponent<{ name: string }>>();
  const load = vi.fn(() => promise);
  const Part = laterInBrowser(load, <p>Instead</p>);
  const page = <Part name="Here" />;
  const html = renderToString(page);
  expect(html).toBe('<p>Instead</p>');
  expect(load).not.toHaveBeenCalled();
  const problems = vi.spyOn(console, 'error');
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = html;
  render(page, { container, hydrate: true });
  expect(container.textContent).toBe('Instead');
  resolve(Name);
  await screen.findByText('Here');
  expect(screen.queryByText('Instead')).toBeNull();
  expect(problems).not.toHaveBeenCalled();
  problems.mockRestore();
});
