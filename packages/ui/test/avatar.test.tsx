import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Avatar, initialsOf } from '../src/index.ts';

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada_l', 'A'],
    ['  Jean  Luc  Picard ', 'JP'],
    ['zoë', 'Z'],
    ['👩🏽‍🚀', '👩🏽‍🚀'],
    ['李 小龙', '李小'],
    ['__', '_'],
  ])('of “%s” are “%s”', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('an avatar', () => {
  it('shows the picture when there is one, under the name it is given', () => {
    render(<Avatar name="Ada" src="/a.webp" label="Your picture" className="size-10" />);
    expect(screen.getByRole('img', { name: 'Your picture' }).querySelector('img')?.getAttribute('src')).toBe('/a.webp');
  });

  it('falls back to initials when the picture cannot be loaded, and tries a new one', () => {
    const { container, rerender } = render(<Avatar name="Ada Lovelace" src="/gone.webp" className="size-10" />);
    const image = container.querySelector('img');
    if (!image) throw new Error('no picture');
    fireEvent.error(image);
    expect(container.textContent).toBe('AL');
    rerender(<Avatar name="Ada Lovelace" src="/new.webp" className="size-10" />);
    expect(container.querySelector('img')?.getAttribute('src')).toBe('/new.webp');
  });

  it('is hidden from assistive technology if the name is next to it', () => {
    const { container } = render(<Avatar name="Ada" className="size-10" />);
    expect(container.firstElementChild?.getAttribute('aria-hidden')).toBe('true');
  });
});
