/** Of a page's request, by our own server: the language that this visitor is shown, unless their account says another. */
export const languageHeader = 'x-page-language';
