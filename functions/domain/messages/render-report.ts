import type { Mute } from '../budgets/budget.ts';
import { keptInWords } from '../budgets/kept-budgets.ts';
import { ceilingInWords } from '../budgets/mute.ts';
import { shortImei } from '../costs/imei.ts';
import type { UnjudgedKind } from '../costs/unjudged.ts';
import { shortHash } from '../judging/alert.ts';
import { beside, type Decimal, formatMoney } from '../values/money.ts';
import { daysIn, formatMoment, formatMomentInYear, longMonth, monthName, type Period } from '../values/month.ts';
import { oneLine, plural, shorten, toAscii } from '../values/text.ts';
import type { ComposedMessage, MessageAttributes, NotificationHead } from './delivery.ts';
import { noticeInMail } from './delivery-notice.ts';
import { rows } from './email-facts.ts';
import { entryLines } from './list-lines.ts';
import { unusualPaceInWords } from './pace-words.ts';
import { RECIPIENT_STATES, type RecipientState } from './recipient.ts';
import type { FullBudget, Idle, NeverJudged, Ranked, Report } from './report.ts';
import { costOn, endpoints, scopeInWords } from './wording.ts';

/** Name and version of the format, described in `schemas/report.schema.json`. It changes when consumers have to change. */
export const REPORT_SCHEMA = 'emnify-cost-report/1';

const LONGEST_NAME = 36;
const MOST_RECIPIENTS = 50;

/** Writes the daily report as a mail and as a document for machines. Its severity is `info`: only alerts are sent as texts. */
export function renderReport(report: Report): { head: NotificationHead; messages: ComposedMessage[] } {
  const { composedAt, full } = report;
  const money = (amount: Decimal): string => formatMoney({ amount, currency: report.currency });
  const day = formatMoment(new Date(composedAt)).split(' ').slice(0, 3).join(' ');
  const subject = shorten(
    toAscii(`Fleet report ${day}: ${money(report.spend)} so far, about ${money(report.expectedAtEnd)} expected`),
    99,
  );
  const notification = shortHash(`report/${composedAt}`);
  const budget = [...new Set(full.map((entry) => entry.budget))];
  const attributes: MessageAttributes = { severity: 'info', event: 'report', budget, notification };
  const whole = { from: 0, to: 0, form: 'full' as const };
  const json = JSON.stringify({ schema: REPORT_SCHEMA, event: 'report', ...report });
  return {
    head: { key: `${composedAt}#${notification}`, composedAt, subject, alerts: 0, oldestAt: composedAt },
    messages: [
      { channel: 'mail', ...whole, message: { subject, body: email(report, money), attributes } },
      { channel: 'event', ...whole, message: { body: json, attributes } },
    ],
  };
}

type InMoney = (amount: Decimal) => string;

function email(report: Report, money: InMoney): string {
  const { period, composedAt, full, sent, muted, notSeen } = report;
  const day = new Date(composedAt).getUTCDate();
  return `${[
    `Costs on emnify, ${longMonth(period)} UTC, day ${day} of ${daysIn(period)}.`,
    rows(overview(report, money)),
    section(
      'Highest cost this month',
      report.topByCost.map((entry) => ranked(entry, money)),
      'nothing was spent',
    ),
    section(
      'Highest cost yesterday',
      report.topByGrowth.map((entry) => ranked(entry, money)),
      'nothing was spent, or it is not known',
    ),
    section(
      'Budgets at 80 % and above',
      full.map((entry) => fullEntry(entry, report.currency)),
      'none',
    ),
    section('Sent in the last 24 hours', sent.map(sentEntry), 'nothing'),
    ...optional('Muted', [
      ...muted.map(({ mute, endpoints: count, passed }) => [
        muteLine(mute),
        `(mutes ${endpoints(count)}${passed > 0 ? `; ${passed} beyond its ceiling` : ''})`,
      ]),
      ...report.expired.map((mute) => [muteLine(mute), '(has ended: remove it from budgets.yaml)']),
    ]),
    ...optional(
      'Decided by a press',
      (report.pressed ?? []).map((sentence) => [sentence]),
    ),
    ...optional('Subscriptions', subscriptionEntries(report.subscribers)),
    ...optional('Not checked for a day', notSeen.count === 0 ? [] : [[someOf(notSeen)]]),
    ...(report.unusual ? [unusualSection(report.unusual, period)] : []),
    ...(report.imeiChanges ? [imeiSection(report.imeiChanges)] : []),
    ...(report.idle ? [idleSection(report.idle)] : []),
    ...optional(
      'Settings without effect',
      report.withoutEffect.map((sentence) => [oneLine(sentence)]),
    ),
    ...(report.unjudged.count > 0 ? [unjudgedSection(report.unjudged)] : []),
    ...(report.neverJudged ? [neverJudgedSection(report.neverJudged)] : []),
  ].join('\n\n')}\n`;
}

/** `"3 endpoints: cam-1, cam-2, cam-3"` */
function someOf({ count, names }: { count: number; names: string[] }): string {
  const more = count > names.length ? ' and more' : '';
  return `${endpoints(count)}: ${names.map(inColumn).join(', ')}${more}`;
}

const UNJUDGED_WORDS: Record<UnjudgedKind, string> = {
  'other-month': 'figures of another month',
  nothing: 'no figures, although there were some before',
  refused: 'this token may not read them (HTTP 403 or 401)',
};

function unjudgedSection(unjudged: Report['unjudged']): string {
  const why = unjudged.kinds.map((kind) => UNJUDGED_WORDS[kind]).join('; ');
  return section(`Could not be checked: ${why}`, [[someOf(unjudged)]], '');
}

function unusualSection({ count, devices }: NonNullable<Report['unusual']>, period: Period): string {
  const entries = devices.map(({ scope, since, until, pace }) => [
    inColumn(scope.name),
    `(endpoint ${oneLine(scope.id)})`,
    until
      ? `back to usual since ${formatMomentInYear(new Date(until))}`
      : `since ${formatMomentInYear(new Date(since))}`,
    ...(pace
      ? [`${pace.meter === 'total' ? '' : `${costOn(pace.meter)} `}${unusualPaceInWords(pace, { ...pace, period })}`]
      : []),
  ]);
  const more = count > devices.length ? [[`and ${count - devices.length} more`]] : [];
  return section('Spending much faster than usual', [...entries, ...more], '');
}

function imeiSection({ count, devices }: NonNullable<Report['imeiChanges']>): string {
  const entries = devices.map(({ scope, before, now, at }) => [
    formatMomentInYear(new Date(at)),
    inColumn(scope.name),
    `(endpoint ${oneLine(scope.id)})`,
    `IMEI ${oneLine(shortImei(now))}, before ${oneLine(shortImei(before))}`,
  ]);
  const more = count > devices.length ? [[`and ${count - devices.length} more`]] : [];
  return section('SIM in another device: was it moved, or stolen?', [...entries, ...more], '');
}

function idleSection({ suspendBy, disabled, withoutTraffic }: Idle): string {
  const lastDay = `${Number(suspendBy.slice(8))} ${monthName(suspendBy.slice(0, 7))}`;
  const entries = [
    ...(disabled.count > 0 ? [[`endpoint disabled: ${someOf(disabled)}`]] : []),
    ...(withoutTraffic.count > 0 ? [[`no traffic this month and last: ${someOf(withoutTraffic)}`]] : []),
  ];
  return section(`Charged but idle: suspend by ${lastDay} (UTC) to save the next fee`, entries, '');
}

function neverJudgedSection(months: NeverJudged): string {
  const { period, count, shared } = months;
  const affected = [...(count > 0 ? [someOf(months)] : []), ...shared.map((scope) => oneLine(scopeInWords(scope)))];
  return section(`Not checked completely for ${longMonth(period)}`, [[affected.join('; ')]], '');
}

function overview(report: Report, money: InMoney): [string, string][] {
  const { spend, expectedAtEnd, yesterday, otherCurrencies, sweep, waiting, currency, budgetsKept } = report;
  return [
    ['Spent so far', `${money(spend)}${yesterday === undefined ? '' : `   (yesterday ${money(yesterday)})`}`],
    ['Expected at end', `about ${money(expectedAtEnd)}`],
    ...(otherCurrencies.length > 0
      ? [
          ['Not included', `${otherCurrencies.map(formatMoney).join(', ')}: the budgets are in ${currency}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(budgetsKept ? [['Budgets', keptInWords(budgetsKept, new Date(report.composedAt))] as [string, string]] : []),
    ['Endpoints', `${report.endpoints} checked this month`],
    ['Recipients', recipientsLine(report.subscribers)],
    ['Last sweep', sweep ? sweepLine(sweep) : 'none yet: is the application token stored?'],
    ...(waiting > 0 ? [['Waiting', `${plural(waiting, 'alert')} to be sent`] as [string, string]] : []),
    ...report.failing.map((trouble): [string, string] => [
      'Delivery',
      noticeInMail({ kind: 'channel-fails', ...trouble }),
    ]),
  ];
}

function sentEntry({ at, subject, setAside }: Report['sent'][number]): string[] {
  return [
    formatMomentInYear(new Date(at)),
    oneLine(subject),
    ...(setAside ? [`(${plural(setAside, 'message')} of it refused by SNS and set aside)`] : []),
  ];
}

function recipientsLine({ confirmed, pending, missing, recipients }: Report['subscribers']): string {
  const clicked = recipients.filter(({ state }) => state === 'clicked').length;
  const allLast = recipients.length > 0 && recipients.every(({ state }) => state === 'lasting');
  return [
    `${confirmed} confirmed`,
    ...(allLast ? ['each recipient can only be unsubscribed with a login'] : []),
    ...(pending > 0 ? [`${pending} not confirmed yet: nothing arrives there`] : []),
    ...(missing > 0
      ? [`${plural(missing, 'recipient')} in budgets.yaml ${missing === 1 ? 'is' : 'are'} no longer subscribed`]
      : []),
    ...(clicked > 0 ? [`${clicked} can be unsubscribed by a link in each mail`] : []),
  ].join('; ');
}

const STATE_WORDS: Record<RecipientState, string> = {
  lasting: 'lasts: only a login can end it',
  confirmed: 'confirmed; AWS does not say how',
  clicked: 'confirmed by a click: a link in each mail can end it',
  pending: 'not confirmed yet: nothing arrives there',
  missing: 'no longer subscribed: nothing arrives there',
};

/** The subscription of each recipient, unless all of them last. */
function subscriptionEntries({ recipients }: Report['subscribers']): string[][] {
  if (recipients.every(({ state }) => state === 'lasting')) return [];
  const urgency = RECIPIENT_STATES.toReversed();
  const sorted = recipients.toSorted((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state));
  const entries = sorted.slice(0, MOST_RECIPIENTS).map(({ address, state }) => [oneLine(address), STATE_WORDS[state]]);
  return [...entries, ...(sorted.length > entries.length ? [[`and ${sorted.length - entries.length} more`]] : [])];
}

function sweepLine({ sweepId, listed, missing, brokeOff }: NonNullable<Report['sweep']>): string {
  return [
    `${formatMoment(new Date(sweepId))}, ${endpoints(listed)} listed`,
    ...(missing > 0 ? [`${missing} more that emnify counts but does not list`] : []),
    ...(brokeOff === undefined ? [] : [`stopped early: ${shorten(oneLine(brokeOff), 200)}`]),
  ].join('; ');
}

function ranked({ scope, amount }: Ranked, money: InMoney): string[] {
  return [money(amount), inColumn(scope.name), `(endpoint ${oneLine(scope.id)})`];
}

function fullEntry({ scope, budget, spend, limit, ratioPct }: FullBudget, currency: string): string[] {
  const name = scope.kind === 'endpoint' ? scope.name : scopeInWords(scope);
  return [
    `${ratioPct} %`,
    `${currency} ${beside(limit, spend)} of ${beside(limit, limit)}`,
    inColumn(name),
    `(budget "${inColumn(budget)}")`,
  ];
}

function inColumn(name: string): string {
  return shorten(oneLine(name), LONGEST_NAME);
}

function muteLine({ match, budget, until, upTo, reason, who }: Mute): string {
  const { ids, tags, name, tariffProfiles, serviceProfiles } = match ?? {};
  const what = [
    ...(budget === undefined ? [] : [`budget "${budget}"`]),
    ...(ids ? [`ids ${ids.slice(0, 5).join(', ')}`] : []),
    ...(tags ? [`tags ${tags.join(', ')}`] : []),
    ...(name === undefined ? [] : [`name ${name}`]),
    ...(tariffProfiles ? [`tariff ${tariffProfiles.join(', ')}`] : []),
    ...(serviceProfiles ? [`service ${serviceProfiles.join(', ')}`] : []),
  ].map(oneLine);
  return `${what.join(', ')} until ${formatMoment(new Date(until))} by ${oneLine(who)}, up to ${ceilingInWords(upTo)}: ${oneLine(reason)}`;
}

function section(title: string, entries: string[][], otherwise: string): string {
  return [
    title,
    ...(entries.length > 0 ? entries : [[otherwise]]).flatMap((parts) =>
      entryLines(parts, { first: '  ', next: '    ', between: '   ' }),
    ),
  ].join('\n');
}

function optional(title: string, entries: string[][]): string[] {
  return entries.length > 0 ? [section(title, entries, '')] : [];
}
