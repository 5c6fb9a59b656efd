import type { ReactNode } from 'react';

/** The parts of a message with elements in it, each in its own element, which translation tools can move. */
export function Rich({ children }: { children: string | readonly ReactNode[] }) {
  return [children].flat().map((part, index) => <span key={index}>{part}</span>);
}
