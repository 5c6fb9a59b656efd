import type { ThemeChoice } from '@pixelboxx/ui';

const storageKey = 'pixelboxx:theme';

const isTheme = (value: unknown): value is 'light' | 'dark' => value === 'light' || value === 'dark';

/**
 * Runs in the head of every page, before the first paint: sets the theme that was chosen in this browser as an attribute,
 * which the styles use. Without the attribute, they follow the device's preference.
 */
export const applyStoredTheme = `try{const t=localStorage.getItem(${JSON.stringify(storageKey)});if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

const listeners = new Set<() => void>();

/** The theme of this page. */
export function chosenTheme(): ThemeChoice {
  const { theme } = document.documentElement.dataset;
  return isTheme(theme) ? theme : 'system';
}

/** Calls the listener when another theme is chosen, here or in another tab; returns the function that stops it. */
export function watchTheme(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', takeOver);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', takeOver);
  };
}

export function chooseTheme(choice: ThemeChoice): void {
  show(choice);
  try {
    if (choice === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // If nothing can be stored, the choice lasts as long as this page.
  }
}

function takeOver({ key, newValue }: StorageEvent): void {
  // Null: the whole storage was cleared.
  if (key === storageKey || key === null) show(isTheme(newValue) ? newValue : 'system');
}

function show(choice: ThemeChoice): void {
  const { dataset } = document.documentElement;
  // Everything changes at once: colors with a transition would lag behind those without.
  dataset['switching'] = '';
  if (choice === 'system') delete dataset['theme'];
  else dataset['theme'] = choice;
  // Makes the browser compute the new colors while transitions are off.
  getComputedStyle(document.body).getPropertyValue('color');
  delete dataset['switching'];
  for (const listener of [...listeners]) listener();
}
