import type { RecipientState } from '../messages/recipient.ts';
import type { ConditionSeverity } from '../watchdog/conditions.ts';
import { budgetBar } from './budget-bar.ts';
import { type Html, html } from './html.ts';
import { capital, inThousands, manyOf, whenInWords } from './page-words.ts';
import { banner, chip, empty, figures, section, type Tone, table } from './parts.ts';
import type { HealthPage } from './views.ts';

/** The view of the alerter itself. */
export function renderHealth(page: HealthPage): Html {
  return html`<h1>Health</h1>
<p class="lead">${page.watchedAt === undefined ? 'The watchdog has not run yet.' : `What the watchdog found ${whenInWords(page.watchedAt, page.now)}.`}</p>
${verdict(page)}
${conditionSection(page)}
${checks(page)}
${runSection(page)}
${subscriberSection(page)}`;
}

function verdict({ conditions, watchedAt, budgetsKept }: HealthPage): Html {
  const on = conditions.filter(({ isOn }) => isOn);
  const kept =
    budgetsKept === undefined
      ? undefined
      : banner('warning', html`<p><b>The budgets of before are in force.</b> ${budgetsKept}</p>`);
  if (watchedAt === undefined)
    return html`${banner('warning', html`<p>Nothing is known until the watchdog has run.</p>`)}${kept}`;
  if (conditions.length === 0)
    return html`${banner('good', html`<p><b>All is well.</b> No condition of the watchdog holds.</p>`)}${kept}`;
  const words =
    on.length === 0
      ? 'Operators have not been notified yet: it must last first.'
      : `Operators were notified of ${on.length}.`;
  return html`${banner(on.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning', html`<p><b>${manyOf(conditions.length, 'condition')} ${conditions.length === 1 ? 'holds' : 'hold'}.</b> ${words}</p>`)}${kept}`;
}

const SEVERITY_TONES: Record<ConditionSeverity, Tone> = { critical: 'critical', high: 'warning', low: 'calm' };

function conditionSection({ conditions, now }: HealthPage): Html | undefined {
  if (conditions.length === 0) return undefined;
  return section(
    'What is wrong',
    html`<ul class="entries">${conditions.map(
      ({ title, severity, detail, impact, remedy, since, isOn }) =>
        html`<li><div class="what"><h3>${title} ${chip(severity, SEVERITY_TONES[severity])}</h3><p>${capital(detail)}</p><p>${impact}</p><p><b>What to do:</b> ${remedy}</p><p class="note">since ${whenInWords(since, now)}${isOn ? '' : '; operators are notified if it lasts'}</p></div></li>`,
    )}</ul>`,
  );
}

function checks({ counts, sweep, requests }: HealthPage): Html {
  const { evaluated, skipped, unjudged, asked } = counts;
  const others = [
    ...(skipped > 0 ? [`${inThousands(skipped)} unknown to emnify`] : []),
    ...(unjudged > 0 ? [`${inThousands(unjudged)} could not be judged`] : []),
  ];
  const usedPct = requests.quota > 0 ? Math.floor((requests.sent * 100) / requests.quota) : 0;
  return figures([
    {
      label: 'Checks this month',
      value: inThousands(evaluated),
      note: [`of ${inThousands(asked)} that were asked for`, ...others].join(', '),
    },
    {
      label: 'Last sweep',
      value: sweep ? manyOf(sweep.listed, 'endpoint') : 'none yet',
      note: sweep && sweepNote(sweep),
      ...(sweep?.brokeOff !== undefined && { tone: 'warning' as const }),
    },
    {
      label: "Requests of emnify's monthly quota",
      value: `${usedPct} %`,
      note: html`${budgetBar({ ratioPct: usedPct }, `${usedPct} % of the quota`)}<span class="note">${inThousands(requests.sent)} of ${inThousands(requests.quota)}</span>`,
    },
  ]);
}

function sweepNote({ missing, brokeOff }: NonNullable<HealthPage['sweep']>): string {
  if (brokeOff !== undefined) return `it broke off: ${brokeOff}`;
  return missing > 0 ? `emnify counts ${inThousands(missing)} more than it lists` : 'in the list, read to its end';
}

function runSection({ runs, now }: HealthPage): Html {
  if (runs.length === 0) return section('Runs of the functions', empty('No function has run yet.'));
  const rows = runs.map(({ name, goodAt, failedAt, reason }) => {
    const isFailing = failedAt !== undefined && (goodAt === undefined || failedAt > goodAt);
    return [
      html`${name} ${isFailing ? chip('failed', 'critical') : goodAt === undefined ? chip('no run yet', 'calm') : chip('good', 'good')}`,
      goodAt === undefined ? 'none' : whenInWords(goodAt, now),
      failedAt === undefined ? 'none' : html`${whenInWords(failedAt, now)}${reason === undefined ? '' : `: ${reason}`}`,
    ];
  });
  return section(
    'Runs of the functions',
    table(
      'The last good and the last failed run of each.',
      [{ title: 'Function' }, { title: 'Last good run' }, { title: 'Last failed run', class: 'free' }],
      rows,
    ),
  );
}

/** What each state of a subscription means for its recipient. */
const SUBSCRIPTION_WORDS: Record<RecipientState, [string, Tone]> = {
  lasting: ['lasts: only a login ends it', 'good'],
  confirmed: ['confirmed', 'good'],
  clicked: ['confirmed by a click: a link in each mail ends it', 'warning'],
  pending: ['not confirmed: nothing arrives', 'critical'],
  missing: ['gone: nothing arrives', 'critical'],
};

function subscriberSection({ subscribers: { confirmed, pending, missing, recipients } }: HealthPage): Html {
  const counts = [
    `${confirmed} confirmed`,
    ...(pending > 0 ? [`${pending} not confirmed`] : []),
    ...(missing > 0 ? [`${missing} gone`] : []),
  ].join(', ');
  return section(
    'Subscriptions',
    html`<p class="note">${counts}.</p>`,
    recipients.length === 0
      ? empty('The settings name no recipient.')
      : table(
          'The recipients of the settings.',
          [{ title: 'Recipient' }, { title: 'Gets' }, { title: 'Subscription' }],
          recipients.map(({ channel, address, state }) => [
            address,
            channel === 'text' ? 'texts' : 'mails',
            chip(...SUBSCRIPTION_WORDS[state]),
          ]),
        ),
  );
}
