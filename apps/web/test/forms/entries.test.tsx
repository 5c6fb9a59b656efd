// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Checked } from '@/components/forms/use-entries.ts';
import { useEntries } from '@/components/forms/use-entries.ts';

type Name = 'first' | 'second';

const send = vi.fn<(values: Record<string, string>) => Promise<void>>();
const check = vi.fn<(entries: Record<string, string>) => Promise<Checked<Record<string, string>>>>();

beforeEach(() => {
  send.mockReset().mockResolvedValue();
  check.mockReset().mockImplementation((entries) => {
    const messages = Object.fromEntries(
      Object.entries(entries).flatMap(([name, value]) => (value === '' ? [[name, `${name} is missing`]] : [])),
    );
    return Promise.resolve(Object.keys(messages).length > 0 ? { messages } : { values: entries });
  });
});

function Form({ also = [], again = false }: { also?: readonly Name[]; again?: boolean }) {
  const entries = useEntries<Name, Record<string, string>>({
    names: ['first', 'second'],
    defaults: { second: 'as before' },
    check,
  });
  const sendAndEmpty = async (values: Record<string, string>) => {
    await send(values);
    entries.reset();
  };
  return (
    <form onSubmit={(event) => void entries.submit(event, again ? sendAndEmpty : send)}>
      <input aria-label="first" {...entries.register('first', also)} />
      <input aria-label="second" {...entries.register('second')} />
      <p role="alert">{Object.values(entries.messages).join()}</p>
      <p role="status">{`${entries.submitting ? 'sending' : ''}${entries.succeeded ? 'done' : ''}`}</p>
      <samp>{entries.values['first']}</samp>
      <button type="submit">Send</button>
    </form>
  );
}

const field = (name: Name) => screen.getByLabelText<HTMLInputElement>(name);
const press = () => userEvent.click(screen.getByRole('button'));
const alerts = () => screen.getByRole('alert').textContent;

it('a form uses text entered before its scripts have loaded', async () => {
  render(<Form />);
  // As a password manager fills in: no event tells of it.
  field('first').value = 'filled in';
  await press();
  await waitFor(() => expect(send).toHaveBeenCalledWith({ first: 'filled in', second: 'as before' }));
});

it('a form shows no errors while typing before it was first submitted', async () => {
  render(<Form />);
  await userEvent.type(field('first'), 'a');
  await userEvent.clear(field('first'));
  expect(check).not.toHaveBeenCalled();
  expect(screen.getByRole('status').textContent).toBe('');
});

it('a form focuses the first invalid field, and removes its error once corrected', async () => {
  render(<Form />);
  await userEvent.clear(field('second'));
  await press();
  await waitFor(() => expect(alerts()).toBe('first is missing,second is missing'));
  expect(document.activeElement).toBe(field('first'));
  await userEvent.type(field('first'), 'a');
  await waitFor(() => expect(alerts()).toBe('second is missing'));
  expect(send).not.toHaveBeenCalled();
});

it('a form validates dependent fields together', async () => {
  render(<Form also={['second']} />);
  await press();
  await waitFor(() => expect(alerts()).toBe('first is missing'));
  check.mockResolvedValue({ messages: { second: 'not the same' } });
  await userEvent.type(field('first'), 'a');
  await waitFor(() => expect(alerts()).toBe('not the same'));
});

it('a form shows the result of the latest validation, whichever finishes first', async () => {
  render(<Form />);
  await press();
  await waitFor(() => expect(alerts()).toBe('first is missing'));
  const slow = Promise.withResolvers<Checked<Record<string, string>>>();
  check.mockReturnValueOnce(slow.promise);
  await userEvent.type(field('first'), 'ab');
  await waitFor(() => expect(alerts()).toBe(''));
  slow.resolve({ messages: { first: 'too late' } });
  await slow.promise;
  await waitFor(() => expect(check).toHaveBeenCalledTimes(3));
  expect(alerts()).toBe('');
});

it('a form is submitted once, even if triggered again meanwhile', async () => {
  const sent = Promise.withResolvers<undefined>();
  send.mockReturnValue(sent.promise);
  render(<Form />);
  await userEvent.type(field('first'), 'a{Enter}{Enter}');
  await press();
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('sending'));
  sent.resolve(undefined);
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('done'));
  expect(send).toHaveBeenCalledTimes(1);
});

it('a form provides its current input to components that react immediately', async () => {
  render(<Form />);
  await userEvent.type(field('first'), 'abc');
  expect(document.querySelector('samp')?.textContent).toBe('abc');
});

it('a form is in its initial state after a reset', async () => {
  render(<Form again />);
  await userEvent.type(field('first'), 'one');
  await userEvent.type(field('second'), ', changed');
  await press();
  await waitFor(() => expect(field('first').value).toBe(''));
  expect(field('second').value).toBe('as before');
  expect(screen.getByRole('status').textContent).toBe('done');
  check.mockClear();
  // Nothing of the next one is said before it was sent.
  await userEvent.type(field('first'), 'a');
  await userEvent.clear(field('first'));
  expect(check).not.toHaveBeenCalled();
  await press();
  expect(alerts()).toBe('first is missing');
});
