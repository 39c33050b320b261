import { describe, expect, test } from '@jest/globals';
import { localPlace, widgetPlace } from '../../../../functions/domain/page/place.ts';
import { renderDevice } from '../../../../functions/domain/page/render-device.ts';
import type { DeviceBudget, DevicePage } from '../../../../functions/domain/page/views.ts';
import { aDevicePage } from '../../../fakes/page-views.ts';
import { readable, scanHtml } from '../../../fixtures/html-scanner.ts';

const PLACE = localPlace({ newId: () => 'id', who: 'Anna' });
const VIEWER = widgetPlace({ page: 'arn:page', theme: 'light', newId: () => 'id' });
const shown = (more: Partial<DevicePage> = {}): string => readable(renderDevice(aDevicePage(more), PLACE));
const CAMERA = aDevicePage().budgets[0] as DeviceBudget;
const MONTH = aDevicePage().month;

describe('the view of an endpoint', () => {
  test('begins with who it is, and what persons have decided', () => {
    expect(shown()).toMatch(
      /^All endpoints camera-gate-north endpoint 11898598 · ICCID 8988303000000011898 · October 2026 · checked 18 Oct 14:03 UTC Muted until 19 Oct 18:00 UTC, up to 300 % of the limit\. Limit of budget "cameras" raised from EUR 50\.00 to EUR 80\.00 for October 2026\. Muted in budgets\.yaml until 25 Oct 00:00 UTC, up to 200 % of the limit\./,
    );
  });

  test('says the pace and the end of the month in the words of the mail', () => {
    expect(shown()).toContain(
      'Cost in October EUR 52.22 of EUR 50.00, EUR 2.22 over Share of its limit 104 % next alert at 150 % Pace EUR 0.37 an hour over the last 6 hours, usually EUR 1.20 a day (7 times as much) Month end EUR 70.16 if it returns to its usual pace, EUR 173.55 if it goes on like this low confidence',
    );
  });

  test('says when the limit is reached at an unusual pace', () => {
    const budgets = [{ ...CAMERA, spend: '49.30', ratioPct: 98 }];
    expect(shown({ budgets })).toContain('the limit is reached in about 2 hours at this pace');
  });

  test('says the usual pace, or what the last day was', () => {
    const { pace: _, ...paceless } = CAMERA;
    const usual = { perHour: '0.05', overHours: 6, usualPerDay: '1.20', basis: 'days' as const, isUnusual: false };
    expect(shown({ budgets: [{ ...paceless, pace: usual }] })).toContain('As usual: EUR 1.20 a day');
    expect(shown({ budgets: [paceless] })).toContain('Pace EUR 8.93 in the last 24 hours');
    expect(shown({ budgets: [{ ...paceless, forecast: undefined, range: undefined }] })).toContain(
      'Pace Not known yet Month end no forecast',
    );
  });

  test('has a section for each budget, with its terms', () => {
    expect(shown()).toContain(
      'Budget cameras: cost EUR 52.22, 104 %. EUR 50.00 a month; alerts at 80, 100 %; critical from 100 %.',
    );
    expect(shown()).toContain(
      'Budget few-texts: SMS cost EUR 0.60, 30 %. EUR 2.00 a month, from its tag; raised by a press from EUR 1.00;',
    );
  });

  test('lists what was sent, when and under which ref, and what waits', () => {
    expect(shown()).toContain(
      'critical EUR 52.10 is 104 % of EUR 50.00: 100 % was reached waits to be sent · budget cameras',
    );
    expect(shown()).toContain(
      'warning EUR 40.31 is 80 % of EUR 50.00: 80 % was reached sent 16 Oct 03:00 UTC · budget cameras · ref 34e44b Resend',
    );
  });

  test('says of each press who pressed as it was written, and offers to undo what is in force', () => {
    expect(shown()).toContain(
      'in force Muted until 19 Oct 18:00 UTC, up to 300 % of the limit by Anna (name as written), on the page, 18 Oct 14:10 UTC: firmware 4.2 request 6d1f-42 Undo',
    );
    expect(shown()).toContain(
      'ended Acknowledged: all alerts about the pace of budget "cameras" at EUR 40.31, until 18 Oct 09:00 UTC no name given, by hand, 17 Oct 09:00 UTC taken back',
    );
    expect(shown()).toContain('Taken back by Kim (name as written), on the page, 18 Oct 14:12 UTC: wrong group done');
  });

  test('says of a mute of the file that only the file ends it', () => {
    expect(shown()).toContain('by Kim: camera trial. From budgets.yaml: change it there, and deploy.');
  });

  test('has a form for each press, with the name that was written before', () => {
    const elements = scanHtml(String(renderDevice(aDevicePage(), PLACE)));
    const fields = elements
      .filter(({ name }) => name === 'input' || name === 'select')
      .map(({ attributes }) => [attributes.name, attributes.value ?? '']);
    expect(fields).toEqual([
      ['who', 'Anna'],
      ['reason', ''],
      ['until', ''],
      ['upTo', '300'],
      ['limit', ''],
    ]);
    const payloads = elements.flatMap(({ attributes }) =>
      attributes.name === 'payload' ? [JSON.parse(attributes.value ?? '')] : [],
    );
    expect(payloads).toEqual([
      { mute: { endpoint: '11898598', press: 'id' } },
      { raise: { endpoint: '11898598', budget: 'cameras', press: 'id' } },
      { raise: { endpoint: '11898598', budget: 'few-texts', press: 'id' } },
      { acknowledge: { endpoint: '11898598', budget: 'cameras', press: 'id' } },
      { acknowledge: { endpoint: '11898598', budget: 'few-texts', press: 'id' } },
      { check: { endpoint: '11898598', press: 'id' } },
      { resend: { ref: '34e44b', press: 'id' } },
      { resend: { ref: '99ab01', press: 'id' } },
      { resend: { ref: '5c0d17', press: 'id' } },
      { undo: { undoes: 'p1', press: 'id' } },
      { undo: { undoes: 'p2', press: 'id' } },
    ]);
  });

  test('has no field and no button for who may only look', () => {
    const elements = scanHtml(String(renderDevice(aDevicePage(), VIEWER)));
    expect(elements.filter(({ name }) => ['input', 'select', 'form', 'button'].includes(name))).toEqual([]);
    expect(readable(renderDevice(aDevicePage(), VIEWER))).not.toMatch(/Undo\b/);
  });

  test('says in sentences what is not there', () => {
    const text = shown({ budgets: [], alerts: [], mutes: [], presses: [], words: [], where: undefined });
    expect(text).toContain('No budget applies to it: it raises no alert.');
    expect(text).toContain('It has raised no alert this month.');
    expect(text).toContain('No mute is in force for it, and no person has pressed anything in two months.');
    expect(text).toContain('There is nothing to explain yet.');
  });

  test('says why the figures of its last check do not count', () => {
    expect(shown({ month: { ...MONTH, outcome: 'unjudged', reason: 'HTTP 403' } })).toContain(
      'Its last check gave no figures that can be judged. HTTP 403',
    );
  });

  test('says where it was, and what is left out of its cost', () => {
    const spend = MONTH.spend && {
      ...MONTH.spend,
      costUnavailable: ['data'],
      meters: { ...MONTH.spend.meters, total: [{ currency: 'USD', amount: '3' }] },
    };
    const text = shown({ month: { ...MONTH, spend } });
    expect(text).toContain('Where it was Hamburg Mobile, Germany, 4G, 18 Oct 14:03 UTC');
    expect(text).toContain('In other currencies USD 3.00 Cost not known data: emnify reports volume without a cost');
  });
});
