/**
 * The modules that all workflows of a thread share, with everything that they import: most of the rules, and the numbering
 * plans of all countries. Otherwise each workflow would load its own copy. A shared module may hold no state, except for
 * values that can be computed again. Temporal loads this file first, because `workers/bundle.ts` names it as a module to
 * preload. Nobody uses its exports.
 */
export { nextSteps } from '../domain/next-steps/next-steps.ts';
export { outstandingOf } from '../domain/operations/outstanding.ts';
export { detailsOf } from '../domain/session-view/details.ts';
export { viewOf } from '../domain/session-view/view.ts';
export { applyEvent } from '../domain/session/apply-event.ts';
