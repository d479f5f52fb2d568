import type { FastifyInstance } from 'fastify';
import type { Simulation } from '../simulation/simulation.ts';
import { meOf } from '../http/context.ts';

/** The account settings (ticketing/account-configuration/account_settings) that an integration may need. */
export function accountRoutes(app: FastifyInstance, { account }: Simulation): void {
  app.get('/account/settings', (request) => {
    meOf(request);
    return {
      settings: {
        active_features: { ticket_forms: true, ticket_tagging: true, user_tagging: true, voice: true },
        api: { accepted_api_agreement: true, api_password_access: 'false', api_token_access: 'true' },
        limits: { attachment_size: account.settings.uploadLimitBytes },
        localization: { locale_ids: [1] },
        tickets: { comments_public_by_default: true, is_first_comment_private_enabled: true, tagging: true },
        user: { agent_created_welcome_emails: false, end_user_phone_number_validation: false, tagging: true },
      },
    };
  });
}
