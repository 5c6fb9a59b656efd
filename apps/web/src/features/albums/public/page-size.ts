/** How many images of a public album are loaded at once. */
export const albumPageSize = 60;
