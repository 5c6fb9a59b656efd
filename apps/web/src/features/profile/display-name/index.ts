// A separate face: it is loaded apart from the rest of the profile, with the form components.
export { DisplayNameForm } from './display-name-form.tsx';
