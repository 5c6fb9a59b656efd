import { useEffect, useState } from 'react';

/** An address as its owner writes it. The decoder for domains in other scripts is loaded only when one appears. */
export function useReadableEmail(email: string): string {
  const [readable, setReadable] = useState({ email, text: email });
  const isEncoded = email.includes('@xn--') || email.includes('.xn--');

  useEffect(() => {
    if (!isEncoded) return;
    let current = true;
    import('./readable-email.ts').then(
      ({ readableEmail }) => current && setReadable({ email, text: readableEmail(email) }),
      // The stored form is equally correct, only harder to read.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [email, isEncoded]);

  return readable.email === email ? readable.text : email;
}
