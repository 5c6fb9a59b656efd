/** How many images of somebody are fetched at once. */
export const publicPageSize = 24;
