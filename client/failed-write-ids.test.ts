import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tidyKey } from '../domain/events/natural-keys.ts';
import { failedWriteWorkflowIds, shownWriteId } from './failed-write-ids.ts';

describe('the id of the workflow of a failed write', () => {
  it.each([
    'call-397/finished',
    'call-397/ticket',
    'call-397/appended/1',
    'call-397/assigned/9',
    'call-397/assigned/9/2',
    'call-397/transfer/7-8',
    'call-397/moved/1002',
    'call-397/verification/yes',
    'call-397/fields/start',
  ])('SEC-3 %s is shown as it is', (id) => {
    expect(shownWriteId(id)).toBe(id);
    expect(failedWriteWorkflowIds(id)).toEqual([`failed-write/${id}`]);
  });

  it.each([
    `call-397/recording/${tidyKey('https://files.example.com/Jane-Doe_+14155550142.wav')}`,
    'call-397/voice/Jane-Doe.wav',
    'call-397/assigned/jane.doe@example.com',
    'call-397/assigned/+14155550142/2',
    'call-397/transfer/jane-john',
    'call-397/voicemail/4155550142',
    'call-397/file/a/b/Jane',
  ])('SEC-3 %s is shown with a hash, and the earlier id is still known', (id) => {
    const shown = shownWriteId(id);
    const [session, kind] = id.split('/');
    expect(shown).toMatch(new RegExp(`^${session}/${kind}/~[0-9a-f]{24}$`));
    expect(shown).not.toMatch(/jane|doe|4155550142/i);
    expect(shownWriteId(shown)).toBe(shown);
    expect(failedWriteWorkflowIds(id)).toEqual([`failed-write/${shown}`, `failed-write/${id}`]);
    expect(failedWriteWorkflowIds(shown)).toEqual([`failed-write/${shown}`]);
  });

  it('SEC-3 different writes have different ids', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        fc.pre(one !== other && !one.startsWith('~') && !other.startsWith('~'));
        expect(shownWriteId(`call-1/file/${one}`)).not.toBe(shownWriteId(`call-1/file/${other}`));
      }),
    );
  });
});
