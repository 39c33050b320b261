import {
  type Alert,
  type CrossedAlert,
  type FaultAlert,
  isSpendAlert,
  type OutlookAlert,
  type SpendAlert,
} from '../judging/alert.ts';
import { monthName } from '../values/month.ts';
import { oneLine, plural } from '../values/text.ts';
import { noticeInMail } from './delivery-notice.ts';
import { isList, type Notification, suspiciousSweep } from './digest.ts';
import { factsOf, figuresAge, monthLine, rows } from './email-facts.ts';
import { CHECK_STEPS, DIGEST_STEPS, FAULT_REMEDIES, identity, STEPS } from './email-steps.ts';
import { table } from './email-table.ts';
import {
  costOn,
  countsInBrief,
  countsSentence,
  endpoints,
  FAULT_WORDS,
  forMail,
  hoursInWords,
  newestOf,
  scopeInWords,
  tally,
} from './wording.ts';

/** Where a mail becomes a list that nobody reads, and SNS's 256 KiB are still far away. */
const MOST_LISTED = 100;

/** The mail as a person reads it, plain text: who, how much, of what; how old the figures are; what to do; why you got it. */
export function renderEmail(notification: Notification): string {
  const { event, alerts } = notification;
  if (isList(notification)) return digestEmail(notification);
  const alert = forMail(alerts[0]);
  if (!isSpendAlert(alert)) return faultEmail(alert, notification);
  const body = spendEmail(alert, notification);
  return event === 'test' ? `${TEST_NOTICE}\n\n${body}` : body;
}

const TEST_NOTICE = 'THIS IS A TEST, sent by hand. No device is over its limit. A real alert looks like this:';

function spendEmail(alert: SpendAlert, notification: Notification): string {
  return paragraphs(
    `${alert.severity.toUpperCase()}: ${headline(alert)}.`,
    rows(factsOf(alert, new Date(notification.composedAt))),
    whatToDo(STEPS[alert.scope.kind](alert)),
    `Budget "${alert.budget}". ${alert.kind === 'crossed' ? nextLine(alert) : onceLine(alert)}${footer(notification)}`,
  );
}

function faultEmail(alert: FaultAlert, notification: Notification): string {
  const { scope, budget, reason, severity, period } = alert;
  return paragraphs(
    `${severity.toUpperCase()}: ${scopeInWords(scope)} cannot be judged in full: ${FAULT_WORDS[alert.kind]}.`,
    rows([
      ['What we see', reason],
      ['Month', monthLine(alert)],
      ['Figures as of', figuresAge(alert, new Date(notification.composedAt))],
    ]),
    whatToDo([`Look at it in the emnify Portal (${identity(scope)}).`, FAULT_REMEDIES[alert.kind](budget)]),
    `Budget "${budget}". This is told once in ${monthName(period)}.${footer(notification)}`,
  );
}

function digestEmail(notification: Notification): string {
  const { alerts, composedAt } = notification;
  const listed = alerts.slice(0, MOST_LISTED).map(forMail);
  return paragraphs(
    ...openingOf(notification),
    table(listed, notification),
    ...restByBudget(alerts.slice(MOST_LISTED)),
    rows([
      ['Month', monthLine(newestOf(alerts))],
      ['Oldest figures', figuresAge(oldest(alerts), new Date(composedAt))],
    ]),
    whatToDo(notification.event === 'check-me' ? CHECK_STEPS : DIGEST_STEPS),
    `Each level of each device is told once a month.${footer(notification)}`,
  );
}

const MOST_BUDGETS = 20;

/** What the list leaves out, as counts, the largest first. */
function restByBudget(alerts: Alert[]): string[] {
  if (alerts.length === 0) return [];
  const budgets = [...Map.groupBy(alerts, ({ budget }) => budget)].sort(([, a], [, b]) => b.length - a.length);
  const others = budgets.slice(MOST_BUDGETS).flatMap(([, ofBudget]) => ofBudget);
  const lines = budgets
    .slice(0, MOST_BUDGETS)
    .map(([budget, ofBudget]) => `  budget "${oneLine(budget)}": ${countsInBrief(tally(ofBudget), true)}`);
  return [
    [
      `And ${plural(alerts.length, 'alert')} more, less urgent. The topic for events has each of them. By budget:`,
      ...lines,
      ...(others.length > 0 ? [`  other budgets: ${countsInBrief(tally(others), true)}`] : []),
    ].join('\n'),
  ];
}

/** The first lines of a mail about many. */
function openingOf({ event, severity, alerts, budgets }: Notification): string[] {
  const sentence = countsSentence(tally(alerts));
  if (event === 'baseline') {
    const names = budgets.map((name) => `"${oneLine(name)}"`).join(', ');
    return [
      `FIRST LOOK: ${sentence}.`,
      `This is how the fleet stood when ${budgets.length === 1 ? 'budget' : 'budgets'} ${names} came into force: one summary, not one alert each.\nFrom now on a device is told when it reaches a further level.`,
    ];
  }
  const suspicious = event === 'check-me' ? suspiciousSweep(alerts) : undefined;
  if (suspicious) {
    const { crossed, fleetSize } = suspicious;
    const share = fleetSize === undefined ? endpoints(crossed) : `${crossed} of ${endpoints(fleetSize)}`;
    return [
      `CHECK ME: ${share} crossed a threshold in one sweep.`,
      `So many at once rarely have causes of their own. Look for one: a changed limit, a new price or currency,\na wrong figure at emnify, or an update that was sent to all. In all, ${sentence}.`,
    ];
  }
  return [`${severity.toUpperCase()}: ${sentence}.`];
}

function headline({ scope, meter, ratioPct, ...alert }: SpendAlert): string {
  const who = scopeInWords(scope);
  const limit = `its monthly ${costOn(meter)} limit`;
  if (alert.kind === 'forecast') return `${who} is expected to go over ${limit}`;
  if (alert.kind === 'time-to-limit') {
    return `${who} has used ${ratioPct} % of ${limit}, and reaches it ${hoursInWords(alert.hoursLeft)} at this pace`;
  }
  if (ratioPct < 100) return `${who} has used ${ratioPct} % of ${limit}`;
  return `${who} ${ratioPct > 100 ? 'is over' : 'has reached'} ${limit}`;
}

function nextLine({ nextPct, period }: CrossedAlert): string {
  return `Next: at ${nextPct} %. This level is told once in ${monthName(period)}.`;
}

function onceLine({ period, method }: OutlookAlert): string {
  return `This is told once in ${monthName(period)}, and no more once the limit is reached. Method ${method}.`;
}

/** What every mail ends in. */
function footer(notification: Notification): string {
  const { event, muted, notices, notificationId } = notification;
  return [
    ...(event === 'baseline' && !isList(notification)
      ? ['It stood so when its budget was looked at for the first time.']
      : []),
    ...(muted === 0 ? [] : [`${plural(muted, 'more alert')} ${muted === 1 ? 'is' : 'are'} muted.`]),
    ...notices.map(noticeInMail),
    `Ref ${notificationId}`,
  ]
    .map((line) => `\n${line}`)
    .join('');
}

function oldest(alerts: [Alert, ...Alert[]]): Alert {
  const asOf = ({ figures }: Alert): string => figures.lastUpdated ?? figures.fetchedAt;
  return alerts.reduce((a, b) => (asOf(b) < asOf(a) ? b : a));
}

function whatToDo(steps: string[]): string {
  return ['What to do', ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n');
}

function paragraphs(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}
