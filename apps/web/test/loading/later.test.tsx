// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, type FunctionComponent } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { later, laterInBrowser } from '@/components/loading/later.tsx';

const Name = ({ name }: { name: string }) => <p>{name}</p>;

it('what was there stays until a part of the page has come', async () => {
  const { promise, resolve } = Promise.withResolvers<FunctionComponent<{ name: string }>>();
  const load = vi.fn(() => promise);
  const Part = later(load);
  function Page() {
    const [open, setOpen] = useState(false);
    return open ? <Part name="Here" /> : <button onClick={() => setOpen(true)}>Open</button>;
  }
  render(<Page />);
  expect(load).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button'));
  expect(load).toHaveBeenCalledOnce();
  expect(screen.getByRole('button', { name: 'Open' })).toBeTruthy();
  resolve(Name);
  await screen.findByText('Here');
  expect(screen.queryByRole('button')).toBeNull();
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
