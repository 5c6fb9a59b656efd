export { default } from '@pixelboxx/config/prettier';
