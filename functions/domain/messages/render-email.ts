import {
  type Alert,
  type CrossedAlert,
  type FaultAlert,
  type ForecastAlert,
  isSpendAlert,
  type SpendAlert,
} from '../judging/alert.ts';
import { oneLine, plural } from '../values/text.ts';
import { noticeInMail } from './delivery-notice.ts';
import { isList, type Notification, suspiciousSweep } from './digest.ts';
import { factsOf, figuresAge, monthLine, rows } from './email-facts.ts';
import { CHECK_STEPS, DIGEST_STEPS, FAULT_REMEDIES, identity, STEPS } from './email-steps.ts';
import { table } from './email-table.ts';
import {
  costOn,
  countAlerts,
  countsInBrief,
  countsSentence,
  endpoints,
  FAULT_WORDS,
  forMail,
  hoursInWords,
  newestOf,
  scopeInWords,
} from './wording.ts';

/** The most alerts to list: a longer list is hard to read. SNS's limit of 256 KiB is still far away. */
const MOST_LISTED = 100;

/** Writes a mail in plain text: which device, how much, of which limit; the age of the figures; what to do; why it came. */
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
  const { scope, budget, reason, severity } = alert;
  return paragraphs(
    `${severity.toUpperCase()}: ${scopeInWords(scope)} cannot be checked completely: ${FAULT_WORDS[alert.kind]}.`,
    rows([
      ['What we see', reason],
      ['Month', monthLine(alert)],
      ['Figures as of', figuresAge(alert, new Date(notification.composedAt))],
    ]),
    whatToDo([`Check it in the emnify Portal (${identity(scope)}).`, FAULT_REMEDIES[alert.kind](budget)]),
    `Budget "${budget}". You are alerted about this once per month.${footer(notification)}`,
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
    `Each level is sent once per device and month.${footer(notification)}`,
  );
}

const MOST_BUDGETS = 20;

/** Counts of the alerts that are not listed, the largest first. */
function restByBudget(alerts: Alert[]): string[] {
  if (alerts.length === 0) return [];
  const budgets = [...Map.groupBy(alerts, ({ budget }) => budget)].sort(([, a], [, b]) => b.length - a.length);
  const others = budgets.slice(MOST_BUDGETS).flatMap(([, ofBudget]) => ofBudget);
  const lines = budgets
    .slice(0, MOST_BUDGETS)
    .map(([budget, ofBudget]) => `  budget "${oneLine(budget)}": ${countsInBrief(countAlerts(ofBudget), true)}`);
  return [
    [
      `And ${plural(alerts.length, 'more alert')}, less urgent. The topic for events has all of them. By budget:`,
      ...lines,
      ...(others.length > 0 ? [`  other budgets: ${countsInBrief(countAlerts(others), true)}`] : []),
    ].join('\n'),
  ];
}

/** The first lines of a mail about many alerts. */
function openingOf({ event, severity, alerts, budgets }: Notification): string[] {
  const sentence = countsSentence(countAlerts(alerts));
  if (event === 'baseline') {
    const names = budgets.map((name) => `"${oneLine(name)}"`).join(', ');
    return [
      `FIRST CHECK: ${sentence}.`,
      `This was the state of the fleet when ${budgets.length === 1 ? 'budget' : 'budgets'} ${names} came into force: one summary instead of single alerts.\nYou get an alert when a device reaches its next threshold.`,
    ];
  }
  const suspicious = event === 'check-me' ? suspiciousSweep(alerts) : undefined;
  if (suspicious) {
    const { crossed, fleetSize } = suspicious;
    const share = fleetSize === undefined ? endpoints(crossed) : `${crossed} of ${endpoints(fleetSize)}`;
    return [
      `CHECK ME: ${share} crossed a threshold in one sweep.`,
      `When this many cross at once, there is usually one common cause: a changed limit, a new price or currency,\na wrong figure at emnify, or an update that was sent to all devices. In total, ${sentence}.`,
    ];
  }
  return [`${severity.toUpperCase()}: ${sentence}.`];
}

function headline({ scope, meter, ratioPct, ...alert }: SpendAlert): string {
  const subject = scopeInWords(scope);
  const limit = `its monthly ${costOn(meter)} limit`;
  if (alert.kind === 'forecast') return `${subject} is expected to go over ${limit}`;
  if (alert.kind === 'time-to-limit') {
    return `${subject} has used ${ratioPct} % of ${limit}, and will reach it ${hoursInWords(alert.hoursLeft)} at this pace`;
  }
  if (ratioPct < 100) return `${subject} has used ${ratioPct} % of ${limit}`;
  return `${subject} ${ratioPct > 100 ? 'is over' : 'has reached'} ${limit}`;
}

function nextLine({ nextPct }: CrossedAlert): string {
  return `Next: at ${nextPct} %. You are alerted once per level per month.`;
}

function onceLine({ method }: ForecastAlert): string {
  return `You are alerted about this once per month, and not after the limit is reached. Method ${method}.`;
}

/** The last lines of every mail. */
function footer(notification: Notification): string {
  const { event, muted, notices, notificationId } = notification;
  return [
    ...(event === 'baseline' && !isList(notification)
      ? ['It was already at this level when the budget was first checked.']
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
