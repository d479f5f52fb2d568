import type { Identity, User } from '../core/records.ts';
import { ianaZoneOf } from './time-zones.ts';

/** A user in the form of the API. `api` is the base of links; it ends in `/api/v2`. */
export function presentUser(user: User, api: string): object {
  const { identities: _, ...shown } = user;
  return {
    ...shown,
    url: `${api}/users/${user.id}.json`,
    iana_time_zone: ianaZoneOf(user.time_zone),
    locale_id: 1,
    shared: false,
    shared_agent: false,
    last_login_at: null,
    two_factor_auth_enabled: null,
    signature: null,
    custom_role_id: null,
    moderator: user.role !== 'end-user',
    ticket_restriction: user.role === 'end-user' ? 'requested' : null,
    only_private_comments: false,
    restricted_agent: user.role !== 'admin',
    default_group_id: null,
    report_csv: false,
    photo: null,
  };
}

/** The user of a caller without credentials: `/users/me` answers 200 with it. */
export const anonymous = {
  id: null,
  name: 'Anonymous user',
  email: 'invalid@example.com',
  role: 'end-user',
  active: null,
  verified: false,
  phone: null,
  time_zone: 'UTC',
  locale: 'en-US',
  tags: [],
  user_fields: {},
};

export function presentIdentity(identity: Identity, api: string): object {
  return {
    ...identity,
    url: `${api}/users/${identity.user_id}/identities/${identity.id}.json`,
    deliverable_state: 'deliverable',
    undeliverable_count: 0,
  };
}
