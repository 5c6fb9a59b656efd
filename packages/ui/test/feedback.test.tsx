import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Alert, Dialog, StrengthMeter, ThemeToggle } from '../src/index.ts';

describe('the strength meter', () => {
  it('announces its colour as text, politely', () => {
    render(<StrengthMeter strength={1} hint="Years are easy to guess." />);
    expect(screen.getByRole('status').textContent).toBe('Password strength: Weak. Years are easy to guess.');
  });

  it('is empty while nothing is known', () => {
    render(<StrengthMeter strength={null} />);
    expect(screen.getByRole('status').textContent).toBe('');
  });
});

describe('an alert', () => {
  it('is assertive for failures and polite for successes', () => {
    render(
      <>
        <Alert tone="danger" title="It failed." />
        <Alert tone="success" title="It worked." />
      </>,
    );
    expect(screen.getByRole('alert').textContent).toBe('It failed.');
    expect(screen.getByRole('status').textContent).toBe('It worked.');
  });
});

describe('the theme toggle', () => {
  it('shows the chosen theme and offers the others', async () => {
    const onChange = vi.fn();
    render(<ThemeToggle value="system" onChange={onChange} />);
    expect(screen.getByRole('button', { pressed: true }).getAttribute('aria-label')).toBe('Theme of the device');
    await userEvent.click(screen.getByRole('button', { name: 'Dark theme' }));
    expect(onChange).toHaveBeenCalledWith('dark');
  });
});

describe('a dialog', () => {
  function Example() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <button onClick={() => setOpen(true)}>Open</button>
        <Dialog open={open} onOpenChange={setOpen} title="Sure?" description="It cannot be undone.">
          <button onClick={() => setOpen(false)}>Yes</button>
        </Dialog>
      </>
    );
  }

  it('takes the focus, has a name and a description, and returns the focus on Escape', async () => {
    render(<Example />);
    const opener = screen.getByRole('button', { name: 'Open' });
    await userEvent.click(opener);
    const dialog = await screen.findByRole('dialog', { name: 'Sure?' });
    expect(document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'It cannot be undone.',
    );
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(opener));
  });
});
