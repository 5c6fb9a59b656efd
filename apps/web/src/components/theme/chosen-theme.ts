import type { ThemeChoice } from '@pixelboxx/ui';

const storageKey = 'pixelboxx:theme';

const isTheme = (value: unknown): value is 'light' | 'dark' => value === 'light' || value === 'dark';

/**
 * Run in the head of every page, before anything is painted: the theme that was chosen in this browser becomes an
 * attribute, which the styles go by. Without one they go by what the device prefers.
 */
export const applyStoredTheme = `try{const t=localStorage.getItem(${JSON.stringify(storageKey)});if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

const listeners = new Set<() => void>();

/** What this page goes by now. */
export function chosenTheme(): ThemeChoice {
  const { theme } = document.documentElement.dataset;
  return isTheme(theme) ? theme : 'system';
}

/** Calls it whenever another theme is chosen, here or in another tab; returns how to stop. */
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
    // Where nothing may be stored, it lasts as long as this page.
  }
}

function takeOver({ key, newValue }: StorageEvent): void {
  // Null: everything was cleared.
  if (key === storageKey || key === null) show(isTheme(newValue) ? newValue : 'system');
}

function show(choice: ThemeChoice): void {
  const { dataset } = document.documentElement;
  // Everything changes at once: colours that fade would lag behind those that cannot.
  dataset['switching'] = '';
  if (choice === 'system') delete dataset['theme'];
  else dataset['theme'] = choice;
  // The new colours are computed while nothing may fade.
  getComputedStyle(document.body).getPropertyValue('color');
  delete dataset['switching'];
  for (const listener of [...listeners]) listener();
}
