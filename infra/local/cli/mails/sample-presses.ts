import type { Press } from '../../../../functions/domain/presses/press.ts';

const GATE = { id: '11898598', name: 'camera-gate-north' };

/** One press of each kind that lasts: a mute by hand, a raised limit that was taken back, an acknowledgement that has ended. */
export const SAMPLE_PRESSES: Press[] = [
  {
    kind: 'acknowledge',
    id: '2026-10-16T03:20:00.000Z-9c41d0',
    at: '2026-10-16T03:20:00.000Z',
    until: '2026-10-17T03:20:00.000Z',
    who: 'Kim',
    reason: 'asked the site',
    from: 'page',
    requestId: '6f1f3c6e-5f0c-4f0e-9d51-0d9a4d2a7a11',
    ref: '51c07d',
    scope: { kind: 'endpoint', ...GATE },
    incident: 'limit',
    budget: 'cameras',
    severity: 'warning',
    spent: { amount: '40.1', currency: 'EUR' },
  },
  {
    kind: 'raise',
    id: '2026-10-17T16:10:00.000Z-1f3a9c',
    at: '2026-10-17T16:10:00.000Z',
    until: '2026-11-01T00:00:00.000Z',
    who: 'Anna',
    reason: 'film crew until Friday',
    from: 'page',
    endpoint: GATE,
    budget: 'cameras',
    period: '2026-10',
    limit: '80',
    before: '50',
    currency: 'EUR',
    undone: { at: '2026-10-17T18:00:00.000Z', who: 'Kim', reason: 'cancelled', from: 'page' },
  },
  {
    kind: 'mute',
    id: '2026-10-18T05:40:00.000Z-77e0b2',
    at: '2026-10-18T05:40:00.000Z',
    until: '2026-10-19T05:40:00.000Z',
    from: 'hand',
    budget: 'all-cameras',
    upTo: { pct: 300 },
  },
];
