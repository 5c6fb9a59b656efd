import { describeIssue } from '@pixelboxx/shared';
import { z } from 'zod';

// zod compiles its checks by evaluating strings where it may; the content policy forbids that, so it need not try.
// Forms say what the API would say.
z.config({ jitless: true, customError: describeIssue });
