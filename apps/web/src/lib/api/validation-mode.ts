import { describeIssue } from '@pixelboxx/shared';
import { z } from 'zod';

// By default, zod compiles its checks with eval. The content security policy forbids that, so zod need not try. Forms show
// the messages that the API would send.
z.config({ jitless: true, customError: describeIssue });
