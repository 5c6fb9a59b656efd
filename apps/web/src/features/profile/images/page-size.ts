/** How many public images of a user are loaded at once. */
export const publicPageSize = 24;
