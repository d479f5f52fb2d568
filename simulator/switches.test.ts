import { afterEach, expect, test } from 'vitest';
import { defaults } from './core/options.ts';
import { seedTicket, useSimulator } from './simulator.testkit.ts';

// Each of these options is a behaviour of Zendesk that no public text describes. Both values of each must make a difference.

const kit = useSimulator();
const both = [true, false] as const;
const names = [
  'requestedIncludesUsers',
  'metricSets',
  'mergeAuditNamesTarget',
  'mergeDefaultComments',
  'viaIdHonoured',
  'voiceCommentPublic',
  'voiceInBulk',
  'filesInBulk',
  'searchFindsDeleted',
  'rejectUnknownUpload',
  'keepEmptyAudits',
  'tooManyJobsStatus',
  'maxJobs',
] as const;
const set = (options: object) => kit.sim('POST', '/options', options);
afterEach(() => set(Object.fromEntries(names.map((name) => [name, defaults[name]]))));

test.each(both)('requested tickets have their users beside them: %s', async (requestedIncludesUsers) => {
  await set({ requestedIncludesUsers });
  const { user } = await seedTicket(kit);
  const answer = await kit.api('GET', `/users/${user}/tickets/requested?include=users`);
  expect(answer.at('users') !== undefined).toBe(requestedIncludesUsers);
});

test.each(both)('the metrics of a ticket have the time at which it was solved: %s', async (metricSets) => {
  await set({ metricSets });
  const { ticket, user } = await seedTicket(kit, { status: 'solved', solved_at: '2026-01-01T00:00:00Z' });
  const alone = await kit.api('GET', `/tickets/${ticket}?include=metric_sets`);
  const among = await kit.api('GET', `/users/${user}/tickets/requested?include=metric_sets`);
  const solved = metricSets ? '2026-01-01T00:00:00Z' : undefined;
  expect([alone.at('ticket.metric_set.solved_at'), among.at('tickets.0.metric_set.solved_at')]).toEqual([
    solved,
    solved,
  ]);
});

async function merge(): Promise<{ readonly source: number; readonly target: number }> {
  const { ticket: source, user } = await seedTicket(kit);
  const target = (await kit.sim('POST', '/seed', { tickets: [{ requester_id: user }] })).id('tickets.0.id');
  await kit.api('POST', `/tickets/${target}/merge`, { ids: [source] });
  await kit.advance();
  return { source, target };
}

test.each(both)('the last audit of a merged ticket names the target: %s', async (mergeAuditNamesTarget) => {
  await set({ mergeAuditNamesTarget });
  const { source, target } = await merge();
  const audits = await kit.api('GET', `/tickets/${source}/audits`);
  expect(audits.at('audits.1.via.source.rel')).toBe('merge');
  expect(audits.at('audits.1.via.source.to.ticket_id')).toBe(mergeAuditNamesTarget ? target : undefined);
  // With both values the target names its sources.
  const targetAudits = await kit.api('GET', `/tickets/${target}/audits`);
  expect(targetAudits.at('audits.1.via.source.from.ticket_ids')).toEqual([source]);
});

test.each(both)('a merge without texts comments on both tickets: %s', async (mergeDefaultComments) => {
  await set({ mergeDefaultComments });
  const { source, target } = await merge();
  for (const id of [source, target]) {
    const comments = (await kit.api('GET', `/tickets/${id}/comments`)).at('comments');
    expect(comments).toHaveLength(mergeDefaultComments ? 2 : 1);
  }
});

test.each(both)('a new ticket keeps that it came by phone: %s', async (viaIdHonoured) => {
  await set({ viaIdHonoured });
  const made = await kit.api('POST', '/tickets', { ticket: { comment: { body: 'x' }, via_id: 45 } });
  expect(made.at('ticket.via.channel')).toBe(viaIdHonoured ? 'voice' : 'api');
});

test.each(both)('a voice comment without `public` is public: %s', async (voiceCommentPublic) => {
  await set({ voiceCommentPublic });
  const { ticket } = await seedTicket(kit);
  const voice = { from: '+1', to: '+2' };
  const silent = await kit.api('PUT', `/tickets/${ticket}`, { ticket: { voice_comment: voice } });
  expect(silent.at('audit.events.0.public')).toBe(voiceCommentPublic);
  const said = await kit.api('PUT', `/tickets/${ticket}`, { ticket: { voice_comment: { ...voice, public: false } } });
  expect(said.at('audit.events.0.public')).toBe(false);
});

test.each(both)('a bulk update accepts a voice comment: %s', async (voiceInBulk) => {
  await set({ voiceInBulk });
  const { ticket } = await seedTicket(kit);
  const voice = { from: '+1', to: '+2', public: false };
  await kit.api('PUT', '/tickets/update_many', { tickets: [{ id: ticket, voice_comment: voice, tags: ['called'] }] });
  await kit.advance();
  const audits = await kit.api('GET', `/tickets/${ticket}/audits`);
  const events = JSON.stringify(audits.at('audits.1.events'));
  expect([events.includes('VoiceComment'), events.includes('called')]).toEqual([voiceInBulk, true]);
});

test.each(both)('search still finds a deleted contact: %s', async (searchFindsDeleted) => {
  await set({ searchFindsDeleted });
  await kit.sim('POST', '/seed', { users: [{ name: 'Gone', phone: '+14155550009', active: false }] });
  const answer = await kit.api('GET', '/users/search?query=phone:*14155550009');
  expect(answer.at('count')).toBe(searchFindsDeleted ? 1 : 0);
});

test.each(both)('an unknown upload token is refused: %s', async (rejectUnknownUpload) => {
  await set({ rejectUnknownUpload });
  const { ticket } = await seedTicket(kit);
  const comment = { body: 'x', uploads: ['unknown'] };
  const answer = await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment } });
  expect(answer.status).toBe(rejectUnknownUpload ? 422 : 200);
  expect(await kit.ledger()).toHaveLength(rejectUnknownUpload ? 0 : 1);
});

test.each(both)('a bulk job attaches uploaded files: %s', async (filesInBulk) => {
  await set({ filesInBulk });
  const { ticket } = await seedTicket(kit);
  const raw = { raw: 'text', headers: { 'content-type': 'text/plain' } };
  const upload = await kit.api('POST', '/uploads?filename=a.txt', undefined, raw);
  const comment = { body: 'x', uploads: [upload.at('upload.token')], public: false };
  await kit.api('PUT', '/tickets/update_many', { tickets: [{ id: ticket, comment }] });
  await kit.advance();
  const audits = await kit.api('GET', `/tickets/${ticket}/audits`);
  expect(JSON.stringify(audits.at('audits.1.events')).includes('a.txt')).toBe(filesInBulk);
});

test.each(both)('an update that changes nothing leaves an audit: %s', async (keepEmptyAudits) => {
  await set({ keepEmptyAudits });
  const { ticket } = await seedTicket(kit);
  await kit.api('PUT', `/tickets/${ticket}`, { ticket: { metadata: { marker: 'm' } } });
  const audits = (await kit.api('GET', `/tickets/${ticket}/audits`)).at('audits');
  expect(audits).toHaveLength(keepEmptyAudits ? 2 : 1);
});

test.each([429, 503])('too many jobs are refused with %s', async (tooManyJobsStatus) => {
  await set({ tooManyJobsStatus, maxJobs: 1 });
  const { ticket } = await seedTicket(kit);
  const send = () => kit.api('PUT', '/tickets/update_many', { tickets: [{ id: ticket, priority: 'high' }] });
  expect((await send()).status).toBe(200);
  const refused = await send();
  expect([refused.status, refused.at('error')]).toEqual([tooManyJobsStatus, 'TooManyJobs']);
});
