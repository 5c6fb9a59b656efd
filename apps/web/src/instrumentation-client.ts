import { pageToken } from './lib/page-trace/page-token.ts';
import { tolerateMovedNodes } from './lib/translation/moved-nodes.ts';

// Next runs this file before hydration.
tolerateMovedNodes(Node.prototype);
const token = pageToken();
if (token !== undefined) {
  void import('./lib/page-trace/record-page.ts').then(
    ({ recordPage }) => recordPage(token),
    () => undefined, // The trace then lacks its page.
  );
}
