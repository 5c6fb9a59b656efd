// @vitest-environment jsdom
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { ChoiceGroup, ProgressBar, Toast } from '../src/index.ts';

function Visibility() {
  const [value, setValue] = useState<'private' | 'public'>('private');
  const choices = [
    { value: 'private', label: 'Only me' },
    { value: 'public', label: 'Everyone' },
  ] as const;
  return <ChoiceGroup legend="Who can see it" choices={choices} value={value} onChange={setValue} />;
}

describe('a choice among a few', () => {
  it('is a named group of radio buttons that the arrow keys move through', async () => {
    render(<Visibility />);
    expect(screen.getByRole('group', { name: 'Who can see it' })).toBeTruthy();
    screen.getByRole('radio', { name: 'Only me' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Everyone' }).checked).toBe(true);
  });
});

describe('a progress bar', () => {
  it('announces its value, or that it is indeterminate', () => {
    const { rerender } = render(<ProgressBar label="Upload of a.jpg" percent={40} valueText="Uploading 40 %" />);
    const bar = screen.getByRole('progressbar', { name: 'Upload of a.jpg' });
    expect([bar.ariaValueNow, bar.ariaValueText]).toEqual(['40', 'Uploading 40 %']);
    rerender(<ProgressBar label="Upload of a.jpg" percent={null} />);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
  });
});

describe('a toast', () => {
  it('is announced politely, and offers what can be done', async () => {
    const onAction = vi.fn();
    const { rerender } = render(<Toast message={null} />);
    const status = screen.getByRole('status');
    expect(status.textContent).toBe('');
    rerender(<Toast message="Deleted." actionLabel="Undo" onAction={onAction} />);
    expect(status.textContent).toContain('Deleted.');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(onAction).toHaveBeenCalledOnce();
  });

  it('reports while it is hovered or focused, and that this has ended when it disappears', () => {
    const onHold = vi.fn();
    const { unmount } = render(<Toast message="Deleted." actionLabel="Undo" onHold={onHold} />);
    fireEvent.focus(screen.getByRole('button', { name: 'Undo' }));
    expect(onHold).toHaveBeenLastCalledWith(true);
    unmount();
    expect(onHold).toHaveBeenLastCalledWith(false);
  });
});
