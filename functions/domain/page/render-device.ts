import { ceilingInWords } from '../budgets/mute.ts';
import { displayName } from '../costs/endpoint.ts';
import { otherCurrencies } from '../costs/spend.ts';
import { limitAtThisPace, monthEndInWords, unusualPaceInWords } from '../messages/pace-words.ts';
import { costOn } from '../messages/wording.ts';
import { isInForce } from '../presses/press.ts';
import { beside, type Decimal, formatMoney, isZero, subtract } from '../values/money.ts';
import { formatMoment, longMonth, monthName } from '../values/month.ts';
import { budgetBar } from './budget-bar.ts';
import { type Html, html } from './html.ts';
import { monthChart } from './month-chart.ts';
import { capital, inThousands, nameOf, pressInWords, whenInWords } from './page-words.ts';
import { banner, chip, details, dotted, empty, type Fact, figures, section, toneOf } from './parts.ts';
import type { Place } from './place.ts';
import { authorFields, fieldset, muteFields, pressEntry, raiseFields } from './press-form.ts';
import { type DeviceBudget, type DevicePage, FLEET, type SentAlert } from './views.ts';

/** The view of one endpoint. */
export function renderDevice(page: DevicePage, place: Place): Html {
  const { month, budgets } = page;
  const { endpoint } = month;
  const [first, ...others] = budgets;
  return html`${place.link('All endpoints', FLEET, { class: 'back' })}
<h1>${displayName(endpoint)}</h1>
<p class="lead">${dotted([`endpoint ${endpoint.id}`, ...(endpoint.iccid === undefined ? [] : [`ICCID ${endpoint.iccid}`]), longMonth(month.period), `checked ${whenInWords(month.fetchedAt, page.now)}`])}</p>
${stateBanners(page)}
${first ? figures(factsOf(first, page)) : banner('calm', html`<p>No budget applies to it: it raises no alert.</p>`)}
${first && budgetSection(first, page)}
${actions(page, place)}
${sentSection(page, place)}
${others.map((budget) => budgetSection(budget, page))}
${mutesSection(page, place)}
${wordsSection(page)}
${aboutSection(page)}`;
}

/** What a reader has to know before the figures: why they may be missing, and what persons have decided. */
function stateBanners({ month, presses, mutes, now }: DevicePage): Html[] {
  const inForce = presses.filter((press) => isInForce(press, now));
  const decided = [
    ...inForce.map((press) => `${pressInWords(press, now)}.`),
    ...mutes.map(
      ({ until, upTo, budget }) =>
        `Muted in budgets.yaml${budget === undefined ? '' : ` for budget "${budget}"`} until ${whenInWords(until, now)}, up to ${ceilingInWords(upTo)}.`,
    ),
  ];
  return [
    ...(month.outcome === 'evaluated'
      ? []
      : [banner('warning', html`<p><b>Its last check gave no figures that can be judged.</b> ${month.reason}</p>`)]),
    ...(decided.length === 0
      ? []
      : [
          banner(
            'calm',
            decided.map((words) => html`<p>${words}</p>`),
          ),
        ]),
  ];
}

/** The figures of the first glance. */
function factsOf(budget: DeviceBudget, page: DevicePage): Fact[] {
  const { effective, spend, ratioPct, pace, forecast } = budget;
  const { limit } = effective;
  const around = aroundOf(budget, page);
  const money = moneyOf(budget, page);
  const isOver = ratioPct >= 100;
  const left = isOver ? `${money(subtract(spend, limit))} over` : `${money(subtract(limit, spend))} left`;
  const soon = limitAtThisPace({ pace, spend, limit });
  const end = monthEndInWords(around);
  return [
    {
      label: `${capital(costOn(effective.meter))} in ${monthName(page.month.period)}`,
      value: money(spend),
      note: html`of ${money(limit)}, ${left}`,
      tone: toneOf(ratioPct, firstLevel(budget)),
    },
    {
      label: 'Share of its limit',
      value: `${inThousands(ratioPct)} %`,
      note: html`${budgetBar(budgetShares(budget), `${ratioPct} % of the limit`)}<span class="note">next alert at ${inThousands(budget.nextPct)} %</span>`,
      tone: toneOf(ratioPct, firstLevel(budget)),
    },
    {
      label: 'Pace',
      value: html`<span class="text">${pace?.isUnusual ? unusualPaceInWords(pace, around) : usualPace(budget, page)}</span>`,
      note: soon && `the limit is reached ${soon} at this pace`,
      tone: pace?.isUnusual ? 'warning' : 'calm',
    },
    {
      label: 'Month end',
      value: html`<span class="text">${end === undefined ? 'no forecast' : capital(end)}</span>`,
      note: forecast && `${(budget.range ?? forecast).confidence} confidence`,
    },
  ];
}

function aroundOf({ effective, forecast, range, pace }: DeviceBudget, { currency, month }: DevicePage) {
  return {
    limit: effective.limit,
    currency,
    period: month.period,
    forecast,
    range,
    pace,
    figures: { fetchedAt: month.fetchedAt },
  };
}

function moneyOf({ effective }: DeviceBudget, { currency }: DevicePage): (amount: Decimal) => string {
  return (amount) => `${currency} ${beside(effective.limit, amount)}`;
}

function usualPace(budget: DeviceBudget, page: DevicePage): string {
  const usual = budget.pace?.usualPerDay;
  if (usual !== undefined) return `As usual: ${isZero(usual) ? 'nothing' : moneyOf(budget, page)(usual)} a day`;
  const last24h = budget.forecast?.last24h;
  return last24h === undefined ? 'Not known yet' : `${moneyOf(budget, page)(last24h)} in the last 24 hours`;
}

function firstLevel({ effective: { thresholds } }: DeviceBudget): number {
  return Math.min(100, ...thresholds);
}

function budgetShares({ ratioPct, effective: { limit }, forecast, range }: DeviceBudget) {
  const end = range?.ifUsual ?? forecast?.expectedAtEnd;
  return { ratioPct, ...(end !== undefined && { expectedPct: (Number(end) / Number(limit)) * 100 }) };
}

/** One budget: its curve, and the terms that count. */
function budgetSection(budget: DeviceBudget, page: DevicePage): Html {
  const { effective, raisedFrom, spend, ratioPct } = budget;
  const money = moneyOf(budget, page);
  const terms = [
    `${money(effective.limit)} a month${effective.isLimitFromTag ? ', from its tag' : ''}`,
    ...(raisedFrom === undefined ? [] : [`raised by a press from ${money(raisedFrom)}`]),
    `alerts at ${[...new Set([...effective.thresholds, 100])].sort((a, b) => a - b).join(', ')} %`,
    `critical from ${effective.criticalFrom} %`,
  ];
  return section(
    `Budget ${effective.name}: ${costOn(effective.meter)}`,
    html`<p class="note">${money(spend)}, ${inThousands(ratioPct)} %. ${capital(terms.join('; '))}.</p>`,
    monthChart(budget, { period: page.month.period, currency: page.currency, now: page.now }),
  );
}

/** The forms of what a person can decide about it. */
function actions({ month, budgets, currency }: DevicePage, place: Place): Html | undefined {
  const { id } = month.endpoint;
  const name = nameOf(month.endpoint);
  const of = (text: string, budget: string): string => (budgets.length > 1 ? `${text} (${budget})` : text);
  const mute = place.press(
    'Mute',
    { mute: { endpoint: id } },
    { confirmation: `Mute alerts of ${name} for the time and up to the share in the form?`, class: 'btn strong' },
  );
  const raises = budgets.map(({ effective: { name: budget } }) =>
    place.press(
      of('Raise', budget),
      { raise: { endpoint: id, budget } },
      { confirmation: `Raise the limit of ${name} until the end of the month?` },
    ),
  );
  const acknowledges = budgets.map(({ effective: { name: budget } }) =>
    place.press(
      of('Acknowledge', budget),
      { acknowledge: { endpoint: id, budget } },
      { confirmation: `Acknowledge the alerts of ${name}? Further ones of this severity are held back for 24 hours.` },
    ),
  );
  const check = place.press(
    'Check now',
    { check: { endpoint: id } },
    { confirmation: `Ask emnify for the cost of ${name} now?` },
  );
  const form = place.pressForm([
    authorFields(place.who),
    muteFields(mute),
    budgets.length > 0 ? raiseFields(currency, raises) : undefined,
    fieldset(acknowledges.length > 0 ? 'Acknowledge or check' : 'Check', [], [...acknowledges, check]),
  ]);
  return (
    form &&
    section(
      'Act',
      form,
      html`<p class="legend">An acknowledgement holds back further alerts of the same severity for 24 hours. A raised limit ends with the month. Undo takes each back, below.</p>`,
    )
  );
}

/** What was sent about it, and when. */
function sentSection({ alerts, now, month }: DevicePage, place: Place): Html {
  const title = `Alerts in ${monthName(month.period)}`;
  if (alerts.length === 0) return section(title, empty('It has raised no alert this month.'));
  return section(title, html`<ul class="entries">${alerts.map((sent) => alertEntry(sent, now, place))}</ul>`);
}

function alertEntry({ alert, sentAt, notificationId }: SentAlert, now: Date, place: Place): Html {
  const when = sentAt === undefined ? 'waits to be sent' : `sent ${whenInWords(sentAt, now)}`;
  const resend =
    notificationId === undefined
      ? undefined
      : place.press(
          'Resend',
          { resend: { ref: notificationId } },
          {
            confirmation: `Send notification ${notificationId} to all of its recipients once more?`,
            class: 'btn small',
          },
        );
  return html`
<li><div class="what">${chip(alert.severity, alert.severity === 'critical' ? 'critical' : 'warning')} ${capital(alert.reason)}</div><div class="note">${dotted(
    [
      when,
      `budget ${alert.budget}`,
      ...(notificationId === undefined ? [] : [html`ref <span class="ref">${notificationId}</span>`]),
    ],
  )}</div>${resend}</li>`;
}

function mutesSection({ mutes, presses, now }: DevicePage, place: Place): Html {
  const ofFile = mutes.map(
    ({ until, upTo, who, reason, budget }) =>
      html`<li><div class="what">${chip('in force', 'warning')} Muted${budget === undefined ? '' : ` for budget "${budget}"`} until ${whenInWords(until, now)}, up to ${ceilingInWords(upTo)}</div><div class="note">by ${who}: ${reason}. From budgets.yaml: change it there, and deploy.</div></li>`,
  );
  return section(
    'Mutes and presses',
    ofFile.length + presses.length > 0
      ? html`<ul class="entries">${ofFile}${presses.map((press) => pressEntry(press, { place, now }))}</ul>`
      : empty('No mute is in force for it, and no person has pressed anything in two months.'),
  );
}

function wordsSection({ words }: DevicePage): Html {
  return section(
    'Why it did or did not raise an alert',
    words.length > 0
      ? html`<ul class="words">${words.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
      : empty('There is nothing to explain yet.'),
  );
}

function aboutSection({ month, where, currency, now }: DevicePage): Html {
  const { endpoint, spend, lastMonth } = month;
  const place =
    where && [where.operator, where.country, where.technology].filter((text) => text !== undefined).join(', ');
  const foreign = spend ? otherCurrencies(spend, 'total', currency) : [];
  const known: [string, string | undefined][] = [
    ['Tags', endpoint.tags.length > 0 ? endpoint.tags.join(', ') : 'none'],
    [
      'State at emnify',
      [endpoint.status, ...(endpoint.simStatus === undefined ? [] : [`SIM ${endpoint.simStatus}`])].join(', '),
    ],
    ['Where it was', where && `${place || 'not known'}, ${whenInWords(where.at, now)}`],
    ['Tariff profile', endpoint.tariffProfile],
    ['Service profile', endpoint.serviceProfile],
    ['IMEI', month.imei],
    ['SIM in another device', month.imeiChange && 'its SIM was found in another device'],
    ['Last month', lastMonth && (lastMonth.map(formatMoney).join(', ') || 'nothing')],
    ['In other currencies', foreign.length > 0 ? foreign.map(formatMoney).join(', ') : undefined],
    [
      'Cost not known',
      spend && spend.costUnavailable.length > 0
        ? `${spend.costUnavailable.join(', ')}: emnify reports volume without a cost`
        : undefined,
    ],
    ["emnify's figures as of", spend?.lastUpdated && formatMoment(new Date(spend.lastUpdated))],
    ['Checked', formatMoment(new Date(month.fetchedAt))],
  ];
  return section(
    'About this endpoint',
    details(known.flatMap(([label, value]): [string, string][] => (value === undefined ? [] : [[label, value]]))),
  );
}
