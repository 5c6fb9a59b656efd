export { default } from '@pixelboxx/config/eslint';
