'use client';
import { createContext, use } from 'react';

/** What these parts say by themselves: its own words in English, by which others look up those of other languages. */
export type UiText =
  | 'Close'
  | 'Show characters'
  | 'Hide characters'
  | 'Password strength:'
  | 'Very weak'
  | 'Weak'
  | 'Fair'
  | 'Good'
  | 'Strong'
  | 'Theme'
  | 'Light theme'
  | 'Theme of the device'
  | 'Dark theme';

/** Says one of those; whoever has them in other languages puts that here. */
export const UiTextsContext = createContext<(text: UiText) => string>((text) => text);

export const useUiTexts = (): ((text: UiText) => string) => use(UiTextsContext);
