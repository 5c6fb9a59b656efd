import { useEffect, useState } from 'react';
import type { PasswordRating } from './password-strength.ts';

type Rate = (password: string, personal: readonly string[]) => PasswordRating;

/** Rates a password while it is typed. The dictionaries are large, so they are loaded with the first character. */
export function usePasswordRating(password: string, personal: readonly string[]): PasswordRating | null {
  const [rate, setRate] = useState<Rate | null>(null);
  const wanted = password !== '';

  useEffect(() => {
    if (!wanted) return;
    let current = true;
    import('./password-strength.ts').then(
      ({ ratePassword }) => current && setRate(() => ratePassword),
      // Without the dictionaries there is no meter, but signing up still works.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [wanted]);

  return wanted && rate ? rate(password.slice(0, 128), personal) : null;
}
