import type { FaultKind } from '../costs/data-fault.ts';
import type { Scope } from '../costs/scope.ts';
import { type Alert, type AlertKind, isLate, isSpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { monthName } from '../values/month.ts';
import { oneLine } from '../values/text.ts';
import type { Notification } from './digest.ts';
import { withMuteSteps } from './mute-words.ts';
import { forMail } from './wording.ts';
import { wrongCurrencyIn } from './wrong-currency.ts';

/** What a recipient can do about some alerts. `about` names them where a mail has advice of several kinds. */
export interface Advice {
  about: string;
  steps: string[];
}

type AdviceKind =
  | Scope['kind']
  | 'anomaly'
  | 'emnifys-limit'
  | 'closed-month'
  | 'check-me'
  | 'wrong-currency'
  | FaultKind;

/** Chooses the kind of advice: the only place where it is chosen. */
function adviceKind(alert: Alert, { event, explained }: Circumstances): AdviceKind {
  if (explained.has(alert)) return 'wrong-currency';
  if (!isSpendAlert(alert)) return alert.kind;
  if (isLate(alert)) return 'closed-month';
  if (event === 'check-me' && isOfEndpoint(alert, ['crossed', 'anomaly'])) return 'check-me';
  if (alert.kind === 'anomaly' || (alert.scope.kind === 'endpoint' && alert.pace?.isUnusual)) return 'anomaly';
  return alert.isEmnifysLimit ? 'emnifys-limit' : alert.scope.kind;
}

function isOfEndpoint({ kind, scope }: Alert, kinds: AlertKind[]): boolean {
  return scope.kind === 'endpoint' && kinds.includes(kind);
}

interface Circumstances {
  event: Notification['event'];
  /** Alerts that a wrong currency in the settings explains. */
  explained: Set<Alert>;
}

/** Advice on alerts of one kind: on one alone, which can be named, and on several. */
interface AdviceText {
  about: string;
  one(alert: Alert): string[];
  /** @param first the most urgent of them */
  several(first: Alert): string[];
}

/** Advice on all alerts of a notification, each kind once. What the whole fleet depends on comes first. */
export function adviceOn(notification: Notification): Advice[] {
  const { event, alerts } = notification;
  const explained = new Set(wrongCurrencyIn(notification)?.alerts);
  const byKind = [...Map.groupBy(alerts, (alert) => adviceKind(alert, { event, explained }))];
  return byKind
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .flatMap(([kind, [first, ...others]]) => {
      if (!first) return [];
      const { about, one, several } = ADVICE[kind];
      return [
        { about, steps: withMuteSteps((others.length === 0 ? one : several)(forMail(first)), [first, ...others]) },
      ];
    });
}

const FIRST: AdviceKind[] = ['wrong-currency', 'emnifys-limit', 'organisation', 'unjudged'];

function rankOf(kind: AdviceKind): number {
  const index = FIRST.indexOf(kind);
  return index < 0 ? FIRST.length : index;
}

const inPortal = ({ scope }: Alert): string => `in the emnify Portal (${identity(scope)})`;

/** Where a person presses in place of a deployment. */
const ON_THE_PAGE = 'Press on the page (your dashboard in CloudWatch)';

/** Advice that is the same for one alert and for several. */
function forAny(about: string, steps: string[]): AdviceText {
  return { about, one: () => steps, several: () => steps };
}

const ADVICE: Record<AdviceKind, AdviceText> = {
  endpoint: {
    about: 'devices',
    one: (alert) => [
      `Check the device ${inPortal(alert)}.`,
      isBeyondMute(alert) ? forGood(alert) : expectedStep(alert),
      'Not expected? Disable the endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
    ],
    several: () => [
      'Check these devices in the emnify Portal, starting at the top of the list.',
      `Expected? ${ON_THE_PAGE}: mute them, acknowledge their alerts, or raise their limits for this month. For good, raise the limit of the budget in budgets.yaml, and deploy.`,
      'Not expected? Disable an endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
    ],
  },
  anomaly: {
    about: 'unusual spend',
    one: (alert) => [
      `Check ${inPortal(alert)} what the device sends, and where it is.`,
      isBeyondMute(alert)
        ? forGood(alert)
        : `Expected, such as an update? ${ON_THE_PAGE}: mute the device until it is over, or acknowledge this alert. For good, ${
            alert.kind === 'anomaly' ? `write anomaly: false in budget "${alert.budget}"` : raisedLimit(alert)
          }.`,
      'Not expected? Disable the endpoint in the Portal now, or suspend its SIM if it may be stolen.',
    ],
    several: () => [
      'Check in the emnify Portal what these devices send, and where they are.',
      `Expected, such as an update? ${ON_THE_PAGE}: mute the devices until it is over, or acknowledge their alerts.`,
      'Not expected? Disable the endpoints in the Portal now, or suspend their SIMs if they may be stolen.',
    ],
  },
  group: {
    about: 'groups',
    one: ({ budget }) => [
      'Find the most expensive devices of the group: the daily report and the emnify Portal list them.',
      `Expected? ${ON_THE_PAGE}: mute the budget until a date, or acknowledge this alert. For good, raise the limit of budget "${budget}" in budgets.yaml, and deploy.`,
      'Not expected? Disable the endpoints that cost most in the Portal to stop their traffic.',
    ],
    several: () => [
      'Find the most expensive devices of each group: the daily report and the emnify Portal list them.',
      `Expected? ${ON_THE_PAGE}: mute the budgets until a date. For good, raise their limits in budgets.yaml, and deploy.`,
      'Not expected? Disable the endpoints that cost most in the Portal to stop their traffic.',
    ],
  },
  organisation: {
    about: 'the organisation',
    one: ({ budget }) => organisationSteps(`budget "${budget}"`),
    several: () => organisationSteps('the budget'),
  },
  'emnifys-limit': {
    about: 'the organisation',
    one: emnifysLimitSteps,
    several: emnifysLimitSteps,
  },
  'closed-month': {
    about: 'a month that is over',
    one: (alert) => [
      closedMonthSearch(alert),
      isSpendAlert(alert) && alert.isLimitFromTag
        ? 'Expected? Raise the limit in the tag of the device in the Portal for the months to come.'
        : `Expected? Raise the limit of budget "${alert.budget}" in budgets.yaml for the months to come, and deploy.`,
      `Not expected? Ask emnify what these charges of ${monthName(alert.period)} are for, before you pay them.`,
    ],
    several: ({ period }) => [
      'Look in the emnify Portal which of these devices still spend: these charges are made, but more can be stopped.',
      'Expected? Raise the limit of the budget in budgets.yaml for the months to come, and deploy.',
      `Not expected? Ask emnify what these charges of ${monthName(period)} are for, before you pay them.`,
    ],
  },
  'check-me': forAny('devices', [
    'Compare one device of the list with its figures in the emnify Portal.',
    'Right there? Then find what changed for all of them: an update (mute the devices until it is over), a new tariff, or a limit in budgets.yaml that is too low.',
    'Wrong there? Ask emnify. The levels of this list are not sent again, so watch the fleet until the figures are right.',
  ]),
  'wrong-currency': {
    about: 'the currency',
    one: wrongCurrencySteps,
    several: wrongCurrencySteps,
  },
  'cost-unavailable': {
    about: 'unknown costs',
    one: (alert) => [
      `Look up the tariff of the device ${inPortal(alert)}.`,
      'Does it include a volume? Then emnify shows no cost of it, and no budget can watch it: limit the volume at emnify instead.',
      'Does it not? Ask emnify for the missing cost.',
    ],
    several: () => [
      'Look up the tariffs of these devices in the emnify Portal.',
      'Do they include a volume? Then emnify shows no cost of it, and no budget can watch it: limit the volume at emnify instead.',
      'Do they not? Ask emnify for the missing costs.',
    ],
  },
  'currency-mismatch': {
    about: 'costs in another currency',
    one: (alert) => [
      `Compare the device ${inPortal(alert)} with the others: costs in different currencies are never added up.`,
      'Ask emnify to bill in one currency, or give this device a limit at emnify.',
    ],
    several: () => [
      'Compare these devices in the emnify Portal with the others: costs in different currencies are never added up.',
      'Ask emnify to bill in one currency, or give these devices a limit at emnify.',
    ],
  },
  stale: {
    about: 'figures that stand still',
    one: (alert) => [
      `Look at the traffic of the device ${inPortal(alert)}: its real cost is higher than the cost shown, and no threshold can be reached.`,
      'Ask emnify why the figures are not updating.',
      'Traffic not expected? Disable the endpoint in the Portal until the figures move.',
    ],
    several: () => [
      'Look at the traffic of these devices in the emnify Portal: their real costs are higher than those shown, and no threshold can be reached.',
      'Ask emnify why the figures are not updating.',
      'Traffic not expected? Disable the endpoints in the Portal until the figures move.',
    ],
  },
  'limit-unreadable': {
    about: 'limit tags',
    one: (alert) => [
      `Look at the tags of the device ${inPortal(alert)}.`,
      `Write the amount after the tag's "=" with a decimal point and nothing else, such as 7.50. Until then the limit of budget "${alert.budget}" applies.`,
    ],
    several: () => [
      'Look at the tags of these devices in the emnify Portal.',
      `Write the amount after the tag's "=" with a decimal point and nothing else, such as 7.50. Until then the limit of the budget applies.`,
    ],
  },
  'limit-unavailable': {
    about: "emnify's limit",
    one: ({ budget }) => limitUnavailableSteps(`budget "${budget}"`),
    several: () => limitUnavailableSteps('the budget'),
  },
  unjudged: forAny('the fleet', [
    'The costs of these endpoints are unknown at the moment, so they raise no alerts. The daily report names some: compare one of them with the Portal.',
    'If emnify answers with HTTP 403, give the token of this tool the right to read statistics; otherwise ask emnify.',
  ]),
};

function isBeyondMute({ mute }: Alert): boolean {
  return mute?.cause === 'passed';
}

/** What can be done about an alert that is muted already. */
function forGood(alert: Alert): string {
  const raised = raisedLimit(alert);
  return `Expected for good? ${raised.charAt(0).toUpperCase()}${raised.slice(1)}.`;
}

function expectedStep(alert: Alert): string {
  return `Expected? ${ON_THE_PAGE}: mute the device, acknowledge this alert, or raise its limit for this month. For good, ${raisedLimit(alert)}.`;
}

/** Where the limit of a device is raised. */
function raisedLimit(alert: Alert): string {
  return isSpendAlert(alert) && alert.isLimitFromTag
    ? 'raise the limit in its tag in the Portal'
    : `raise the limit of budget "${alert.budget}" in budgets.yaml, and deploy`;
}

function organisationSteps(budget: string): string[] {
  return [
    'Find the most expensive devices: the daily report lists them. The total includes child organisations.',
    `Expected? Raise the limit of ${budget} in budgets.yaml, and deploy. Keep it below your monthly cost limit at emnify: at that limit emnify closes all sessions of the fleet.`,
    'Not expected? Disable the endpoints that cost most in the Portal to stop their traffic.',
  ];
}

function emnifysLimitSteps(alert: Alert): string[] {
  const { ratioPct, limit } = isSpendAlert(alert) ? alert : { ratioPct: 0, limit: '0' };
  const amount = `${alert.currency} ${beside(limit, limit)}`;
  return [
    ratioPct < 100
      ? `Ask emnify support now to raise the monthly cost limit of your organisation, before ${amount} is reached: emnify then closes all sessions of the fleet, and no device is online until support raises it.`
      : `Ask emnify support at once to raise the monthly cost limit of your organisation: at ${amount} emnify closes all sessions of the fleet, and no device is online until support raises it.`,
    'Until then, disable endpoints in the Portal that you can do without. The daily report lists the most expensive ones; the total includes child organisations.',
  ];
}

function closedMonthSearch(alert: Alert): string {
  const more = 'these charges are made, but more can be stopped';
  if (alert.scope.kind === 'endpoint') return `Look ${inPortal(alert)} whether the device still spends: ${more}.`;
  return `Look at the daily report for what still spends: ${more}.`;
}

function wrongCurrencySteps(alert: Alert): string[] {
  const [costs] = isSpendAlert(alert) ? [] : (alert.otherCurrencies ?? []);
  return [
    `Write currency: ${costs?.currency ?? ''} in budgets.yaml, check that the limits are meant in it, and deploy. Until then no limit is watched.`,
  ];
}

function limitUnavailableSteps(budget: string): string[] {
  return [
    `Ask emnify support for your monthly cost limit: at that limit emnify closes all sessions of the fleet.`,
    `Write it as the limit of ${budget} in budgets.yaml, and deploy.`,
  ];
}

/** The name of a scope in the emnify Portal and on the phone. */
export function identity({ kind, id, iccid }: Scope): string {
  if (kind !== 'endpoint') return kind === 'group' ? `group ${id}` : 'your organisation';
  return oneLine(`endpoint ${id}${iccid ? `, ICCID ...${iccid.slice(-4)}` : ''}`);
}
