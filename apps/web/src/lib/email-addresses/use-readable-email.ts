import { useEffect, useState } from 'react';

/** An address as its owner writes it. What decodes domains of other scripts is fetched when there is one. */
export function useReadableEmail(email: string): string {
  const [readable, setReadable] = useState({ email, text: email });
  const isEncoded = email.includes('@xn--') || email.includes('.xn--');

  useEffect(() => {
    if (!isEncoded) return;
    let current = true;
    import('./readable-email.ts').then(
      ({ readableEmail }) => current && setReadable({ email, text: readableEmail(email) }),
      // The stored form is as right, only harder to read.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [email, isEncoded]);

  return readable.email === email ? readable.text : email;
}
