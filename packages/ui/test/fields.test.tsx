import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { PasswordField, TextField } from '../src/index.ts';

describe('a text field', () => {
  it('is found by its label and described by its description', () => {
    render(<TextField label="E-mail" description="Only you can see it." />);
    const control = screen.getByLabelText('E-mail');
    const described = control.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('Only you can see it.');
    expect(control.getAttribute('aria-invalid')).not.toBe('true');
  });

  it('has its error as description instead of the hint', () => {
    render(<TextField label="E-mail" description="Only you can see it." error="This is not an e-mail address." />);
    const control = screen.getByLabelText('E-mail');
    const described = control.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(control.getAttribute('aria-invalid')).toBe('true');
    expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('This is not an e-mail address.');
    expect(screen.queryByText('Only you can see it.')).toBeNull();
  });

  it('keeps the input when an error appears and disappears', async () => {
    const { rerender } = render(<TextField label="Username" />);
    await userEvent.type(screen.getByLabelText('Username'), 'ada');
    rerender(<TextField label="Username" error="Taken." />);
    rerender(<TextField label="Username" />);
    expect(screen.getByLabelText<HTMLInputElement>('Username').value).toBe('ada');
  });
});

describe('a password field', () => {
  it('hides the characters until they are shown by the button, and keeps them', async () => {
    render(<PasswordField label="Password" autoComplete="new-password" />);
    const control = screen.getByLabelText<HTMLInputElement>('Password');
    await userEvent.type(control, 'hunter2 ');
    expect(control.type).toBe('password');
    await userEvent.click(screen.getByRole('button', { name: 'Show characters' }));
    expect(control.type).toBe('text');
    expect(control.value).toBe('hunter2 ');
    await userEvent.click(screen.getByRole('button', { name: 'Hide characters' }));
    expect(control.type).toBe('password');
  });

  it('does not submit its form when the characters are shown', async () => {
    let submitted = 0;
    render(
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submitted += 1;
        }}
      >
        <PasswordField label="Password" />
      </form>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Show characters' }));
    expect(submitted).toBe(0);
  });
});
