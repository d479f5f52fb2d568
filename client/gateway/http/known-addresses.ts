import type { FastifyInstance } from 'fastify';

/** The addresses of the gateway. */
export type KnownAddresses = {
  /** The methods that an address takes, in alphabetical order. None: the address is unknown. */
  readonly methodsAt: (url: string) => readonly string[];
};

/** Notes the address and the methods of each route that is added from now on. */
export function knownAddresses(app: FastifyInstance): KnownAddresses {
  const routes: { readonly address: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ address: addressOf(url), methods: [method].flat() });
  });
  return {
    methodsAt: (url) => {
      const path = url.split('?', 1)[0] ?? '';
      const methods = routes.filter(({ address }) => address.test(path)).flatMap((route) => route.methods);
      // The route for OPTIONS of the plugin for CORS takes every address under its prefix.
      return [...new Set(methods)].filter((method) => method !== 'OPTIONS').sort();
    },
  };
}

/** The addresses that a route answers. A parameter is one part of the address, and `*` is the whole rest. */
function addressOf(route: string): RegExp {
  const parts = route.split('/').map((part) => {
    if (part === '*') return '.+';
    return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
