export { AvatarEditor } from './avatar/avatar-editor.tsx';
