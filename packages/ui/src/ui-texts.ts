'use client';
import { createContext, use } from 'react';

/** Texts that these components contain themselves: in English, which also serves as the key for translations. */
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

/** Returns one of those texts; an app that has translations provides them here. */
export const UiTextsContext = createContext<(text: UiText) => string>((text) => text);

export const useUiTexts = (): ((text: UiText) => string) => use(UiTextsContext);
