export { bareSession } from './session.ts';
export { bareWrites } from './writes.ts';
