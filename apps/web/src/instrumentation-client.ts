import { pageToken } from './lib/page-trace/page-token.ts';
import { tolerateMovedNodes } from './lib/translation/moved-nodes.ts';

// Next runs this file before React takes over the page.
tolerateMovedNodes(Node.prototype);
const token = pageToken();
if (token !== undefined) {
  void import('./lib/page-trace/record-page.ts').then(
    ({ recordPage }) => recordPage(token),
    () => undefined, // A trace without its page.
  );
}
