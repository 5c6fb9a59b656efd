export function countedImages(count: number): string {
  if (count === 0) return 'No pictures';
  return count === 1 ? '1 picture' : `${count} pictures`;
}
