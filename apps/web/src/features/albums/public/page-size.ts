/** How many images of somebody's album are fetched at once. */
export const albumPageSize = 60;
