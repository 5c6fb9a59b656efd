/** Set on a page's request by our own server: the language for this visitor, unless their account specifies another. */
export const languageHeader = 'x-page-language';
