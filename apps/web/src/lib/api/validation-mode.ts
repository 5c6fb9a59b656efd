import { z } from 'zod';

// zod compiles its checks by evaluating strings where it may; the content policy forbids that, so it need not try.
z.config({ jitless: true });
