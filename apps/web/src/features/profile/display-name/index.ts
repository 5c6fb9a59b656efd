// A face of its own: it is fetched apart from the rest of the profile, with what forms are made of.
export { DisplayNameForm } from './display-name-form.tsx';
