import { tolerateMovedNodes } from './translation/moved-nodes.ts';

// Next runs this file before React takes over the page.
tolerateMovedNodes(Node.prototype);
