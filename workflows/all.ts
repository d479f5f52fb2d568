/** Every workflow of the product, and nothing else: each export is a workflow type. */
export { budget, connectionCheck } from './questions.ts';
export { session } from './session.ts';
export { settings } from './settings.ts';
export { ticketWrites } from './ticket-writes.ts';
