// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense, useState, type FunctionComponent } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { later, laterInBrowser } from '@/components/loading/later.tsx';

const Name = ({ name }: { name: string }) => <p>{name}</p>;

it('the rest of the page stays unchanged while a part of it is loading', async () => {
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

it('the server does not load browser-only parts, and the browser starts with the server’s HTML', async () => {
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

it('a button that opens a form shows that it is loading and keeps the focus until the form is loaded and opens', async () => {
  const { promise, resolve } = Promise.withResolvers<FunctionComponent<{ name: string }>>();
  const load = vi.fn(() => promise);
  const Part = later(load);
  render(
    <OpeningForm label="Change" savedText="Saved" form={Part}>
      {() => <Part name="Here" />}
    </OpeningForm>,
  );
  const button = screen.getByRole('button', { name: 'Change' });
  await userEvent.click(button);
  expect(button.getAttribute('aria-busy')).toBe('true');
  expect(document.activeElement).toBe(button);
  await userEvent.click(button);
  expect(load).toHaveBeenCalledOnce();
  resolve(Name);
  await screen.findByText('Here');
  expect(screen.queryByRole('button')).toBeNull();
});

it('a part that is already loaded is shown immediately, wherever it is used', async () => {
  const Part = later(() => Promise.resolve(Name), <p>Instead</p>);
  expect(Part.isHere()).toBe(false);
  await Part.fetch();
  expect(Part.isHere()).toBe(true);
  render(<Part name="Here" />);
  expect(screen.getByText('Here')).toBeTruthy();
});

it('a part that failed to load is tried again at the next use', async () => {
  vi.useFakeTimers();
  const load = vi.fn((): Promise<FunctionComponent<{ name: string }>> => Promise.reject(new Error('offline')));
  const Part = later(load);
  const outcome = expect(Part.fetch()).rejects.toThrow('offline');
  await vi.runAllTimersAsync();
  await outcome;
  vi.useRealTimers();
  load.mockImplementation(() => Promise.resolve(Name));
  await Part.fetch();
  render(<Part name="Here" />);
  expect(screen.getByText('Here')).toBeTruthy();
});
