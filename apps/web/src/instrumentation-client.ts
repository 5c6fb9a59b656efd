import { tolerateMovedNodes } from './lib/translation/moved-nodes.ts';

// Next runs this file before React takes over the page.
tolerateMovedNodes(Node.prototype);
