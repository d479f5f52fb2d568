/**
 * The modules that all workflows of a thread share, with everything that they import: most of the rules, and the numbering
 * plans of all countries. Otherwise each workflow would load its own copy. A shared module must hold no state but what can
 * be worked out anew. `workers/bundle.ts` tells Temporal to load this file first. Nobody uses its exports.
 */
export { nextSteps } from '../domain/next-steps/next-steps.ts';
export { outstandingOf } from '../domain/operations/outstanding.ts';
export { detailsOf } from '../domain/session-view/details.ts';
export { viewOf } from '../domain/session-view/view.ts';
export { applyEvent } from '../domain/session/apply-event.ts';
