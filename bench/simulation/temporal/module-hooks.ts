import { registerHooks } from 'node:module';

const replacement = new URL('workflow-api.ts', import.meta.url).href;
const workflows = new URL('../../../workflows/', import.meta.url).href;

/**
 * From now on, the modules in `workflows/` get `workflow-api.ts` in place of `@temporalio/workflow`, which works only inside
 * a real worker. It must be called before the first of these modules is loaded.
 */
export function replaceWorkflowApi(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const isReplaced = specifier === '@temporalio/workflow' && context.parentURL?.startsWith(workflows) === true;
      return isReplaced ? { url: replacement, shortCircuit: true } : next(specifier, context);
    },
  });
}
