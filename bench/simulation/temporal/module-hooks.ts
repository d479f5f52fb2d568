import { registerHooks } from 'node:module';

/** A module that is replaced for the modules in one folder. */
export type Replacement = { readonly specifier: string; readonly for: URL; readonly by: URL };

const workflowApi: Replacement = {
  specifier: '@temporalio/workflow',
  for: new URL('../../../workflows/', import.meta.url),
  by: new URL('workflow-api.ts', import.meta.url),
};

/**
 * From now on, the modules in `workflows/` get `workflow-api.ts` in place of `@temporalio/workflow`, which works only inside
 * a real worker. It must be called before the first of these modules is loaded.
 * @param others further modules to replace, such as those that open connections
 */
export function replaceModules(others: readonly Replacement[]): void {
  const all = [workflowApi, ...others];
  registerHooks({
    resolve(specifier, context, next) {
      const found = all.find(
        (one) => one.specifier === specifier && context.parentURL?.startsWith(one.for.href) === true,
      );
      return found === undefined ? next(specifier, context) : { url: found.by.href, shortCircuit: true };
    },
  });
}
