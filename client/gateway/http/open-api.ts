import { readFileSync } from 'node:fs';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

function version(): string {
  return manifest.parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))).version;
}

const about = `API of the integration between a Google CCAI Platform contact centre and Zendesk.

Errors are \`{"error": {"code", "message"}}\`; the message says what to do.`;

/** Options of the plugin that makes the OpenAPI document out of the routes and their schemas. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Contact centre to Zendesk', version: version(), description: about },
    tags: [
      { name: 'platform', description: 'Events and metadata documents from the contact-centre platform.' },
      { name: 'adapter', description: 'For the adapter of an agent: a token with the role agent.' },
      { name: 'admin', description: 'For administrators: a token with the role admin.' },
      { name: 'operations', description: 'For operators: a token with the role operator or admin.' },
      { name: 'zendesk', description: 'Webhooks from Zendesk.' },
      { name: 'probes', description: 'For the system that keeps the process running.' },
    ],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        signature: { type: 'apiKey', in: 'header', name: 'X-Signature' },
        signatureTimestamp: { type: 'apiKey', in: 'header', name: 'X-Signature-Timestamp' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  },
  refResolver: {
    buildLocalReference: (json, _baseUri, _fragment, index) =>
      typeof json['$id'] === 'string' ? json['$id'] : `Schema${index}`,
  },
};
