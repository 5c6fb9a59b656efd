import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What is awaited comes at once on an idle machine; on a busy one its second by default is over too soon.
configure({ asyncUtilTimeout: 15_000 });
afterEach(cleanup);
