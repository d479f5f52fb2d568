import type { FastifyInstance } from 'fastify';
import { notFound } from '../core/errors.ts';
import { idIn, objectIn } from '../core/json.ts';
import type { Triggers } from '../tickets/triggers.ts';

/**
 * Switches triggers on and off: `POST {action, on?, match?, afterMs?, times?, assigneeId?, fieldId?, value?}` adds one and
 * gives its id, `GET` lists them, `DELETE` removes all or one.
 */
export function triggerControl(app: FastifyInstance, triggers: Triggers): void {
  app.post('/_sim/triggers', (request, reply) => reply.code(201).send({ id: triggers.add(objectIn(request.body)).id }));
  app.get('/_sim/triggers', () => ({ triggers: triggers.list() }));
  app.delete('/_sim/triggers', (_request, reply) => {
    triggers.clear();
    return reply.code(204).send();
  });
  app.delete('/_sim/triggers/:id', (request, reply) => {
    if (!triggers.remove(idIn(objectIn(request.params).id) ?? 0)) throw notFound();
    return reply.code(204).send();
  });
}
