/** Colors of the product, light and dark; mail programs do not support custom properties. */
export const light = {
  canvas: '#f4f9f7',
  card: '#ffffff',
  line: '#d6e1de',
  ink: '#0a2322',
  soft: '#3f5656',
  brand: '#005f4a',
  onBrand: '#f6fefb',
};

export const dark: typeof light = {
  canvas: '#0a1515',
  card: '#111e1e',
  line: '#263535',
  ink: '#ebf2f0',
  soft: '#aebfbc',
  brand: '#65deb5',
  onBrand: '#001c17',
};
