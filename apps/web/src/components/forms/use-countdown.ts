import { useEffect, useState } from 'react';

interface Countdown {
  /** Remaining seconds, counting down to 0. */
  secondsLeft: number;
  /** Restarts the countdown; 0 stops it. */
  start: (seconds: number) => void;
}

export function useCountdown(): Countdown {
  const [{ until, now }, setState] = useState({ until: 0, now: 0 });
  const running = until > now;

  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setState((state) => ({ ...state, now: Date.now() })), 250);
    return () => clearInterval(timer);
  }, [running]);

  return {
    secondsLeft: Math.max(0, Math.ceil((until - now) / 1000)),
    start: (seconds) => setState({ until: Date.now() + seconds * 1000, now: Date.now() }),
  };
}
