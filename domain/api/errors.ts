import { z } from 'zod';

/** One error in the data of a request. */
export const fieldProblemSchema = z.object({
  path: z.string().describe('Keys and positions, joined by dots. Empty: the whole body.'),
  message: z.string(),
  rule: z.string().optional().describe('The rule that forbids it.'),
});

/** The body of every error, except the answer to a post of events of which some are refused. */
export const errorAnswerSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    rule: z.string().optional().describe('The rule that forbids it.'),
    fields: z.array(fieldProblemSchema).optional(),
  }),
});

export type FieldProblem = Readonly<z.output<typeof fieldProblemSchema>>;
export type ErrorAnswer = z.output<typeof errorAnswerSchema>;
