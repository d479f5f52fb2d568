import { z } from 'zod';
import { errorCodes } from './error-codes.ts';

/** One error in the data of a request. */
export const fieldProblemSchema = z.object({
  path: z.string().describe('Keys and positions, joined by dots. Empty: the whole body.'),
  message: z.string().describe('The error, and how to correct it.'),
  rule: z.string().optional().describe('The rule that forbids it.'),
  code: z.string().optional().describe('The code of the error, of an edit of a failed write.'),
});

/** The body of every error, except the answer to a post of events of which some are refused. */
export const errorAnswerSchema = z
  .object({
    error: z
      .object({
        code: z.enum(errorCodes).describe('docs/errors.md explains each code.'),
        message: z.string().describe('The error, and what to do.'),
        rule: z.string().optional().describe('The rule that forbids the request.'),
        fields: z.array(fieldProblemSchema).optional().describe('The errors in the data of the request, at most 100.'),
        more: z.int().optional().describe('The number of further errors, which are not named. Left out: none.'),
      })
      .describe('The error.'),
  })
  .meta({ id: 'Error', description: 'The answer to a request that failed.' });

export type FieldProblem = Readonly<z.output<typeof fieldProblemSchema>>;
export type ErrorAnswer = z.output<typeof errorAnswerSchema>;
