/** Every workflow of the product, and nothing else: each export is a workflow type. */
export { dryRun } from './dry-run.ts';
export { failedWrite } from './failed-write.ts';
export { outbound } from './outbound.ts';
export { outboundFacts } from './outbound-facts.ts';
export { budget, connectionCheck, createFields } from './questions.ts';
export { giveUp, rescue } from './rescue.ts';
export { session } from './session.ts';
export { settings } from './settings.ts';
export { ticketWrites } from './ticket-writes.ts';
export { unattached } from './unattached.ts';
