import { type Alert, type FaultAlert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { formatMomentInYear, monthName } from '../values/month.ts';
import { oneLine, plural, shorten } from '../values/text.ts';
import { noticeInMail } from './delivery-notice.ts';
import { isList, type Notification } from './digest.ts';
import { factsOf, figuresAge, monthLine, rows } from './email-facts.ts';
import { listOf } from './email-list.ts';
import { type Advice, adviceOn } from './email-steps.ts';
import { distinctNames, entryLines } from './list-lines.ts';
import { muteParagraph } from './mute-words.ts';
import { firstLimitAtThisPace, limitAtThisPace } from './pace-words.ts';
import {
  costOn,
  countAlerts,
  counted,
  countsInBrief,
  countsSentence,
  FAULT_WORDS,
  forMail,
  hoursInWords,
  newestOf,
  scopeInWords,
  waveInWords,
} from './wording.ts';
import { type WrongCurrency, wrongCurrencyIn, wrongCurrencyInWords } from './wrong-currency.ts';

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
    ...afterCheckMe(notification),
    ...muteParagraph([alert]),
    rows(factsOf(alert, new Date(notification.composedAt))),
    ...whatToDo(adviceOn(notification)),
    `Budget "${alert.budget}". ${onceLine(alert)}${footer(notification)}`,
  );
}

function faultEmail(alert: FaultAlert, notification: Notification): string {
  const { scope, budget, reason, severity } = alert;
  return paragraphs(
    `${severity.toUpperCase()}: ${scopeInWords(scope)} cannot be checked completely: ${FAULT_WORDS[alert.kind]}.`,
    ...muteParagraph([alert]),
    rows([
      ['What we see', reason],
      ['Month', monthLine(alert)],
      ['Figures as of', figuresAge(alert, new Date(notification.composedAt))],
    ]),
    ...whatToDo(adviceOn(notification)),
    `Budget "${budget}". You are alerted about this once per month.${footer(notification)}`,
  );
}

function digestEmail(notification: Notification): string {
  const { alerts, composedAt } = notification;
  const wrongCurrency = wrongCurrencyIn(notification);
  const toList = wrongCurrency?.others ?? alerts;
  const listed = toList.slice(0, MOST_LISTED).map(forMail);
  return paragraphs(
    ...openingOf(notification),
    ...afterCheckMe(notification),
    ...(wrongCurrency ? [wrongCurrencyFound(wrongCurrency)] : []),
    ...muteParagraph(alerts),
    ...(listed.length > 0 ? [listOf(listed, notification)] : []),
    ...restByBudget(toList.slice(MOST_LISTED)),
    rows([
      ['Month', monthLine(newestOf(alerts))],
      ['Oldest figures', figuresAge(oldest(alerts), new Date(composedAt))],
    ]),
    ...whatToDo(adviceOn(notification)),
    `${howOften(toList)}${footer(notification)}`,
  );
}

/** How often the kinds of a list are sent. */
function howOften(listed: Alert[]): string {
  if (!listed.some(isSpendAlert)) return 'You are alerted about this once per month.';
  const unusual = listed.some(({ kind }) => kind === 'anomaly');
  return `Each level is sent once a month${unusual ? ', and unusual spend once a day' : ''}.`;
}

const MOST_EXAMPLES = 3;
const LONGEST_EXAMPLE = 32;
const ENTRY = { first: '  ', next: '    ', between: ', ' };

/** `"Found at 52 endpoints, such as camera-1, camera-2, camera-3"` */
function wrongCurrencyFound({ alerts }: WrongCurrency): string {
  const scopes = new Map(alerts.map(({ scope }) => [`${scope.kind} ${scope.id}`, scope]));
  const examples = [...scopes.values()].slice(0, MOST_EXAMPLES).map(({ id, name }) => ({ id, name: oneLine(name) }));
  const [first = '', ...others] = distinctNames(examples, LONGEST_EXAMPLE);
  const { noun } = countAlerts(alerts);
  const parts = [`Found at ${counted(scopes.size, noun)}, such as ${first}`, ...others];
  return entryLines(parts, ENTRY).join('\n');
}

const MOST_BUDGETS = 20;

/** Counts of the alerts that are not listed, the largest first. */
function restByBudget(alerts: Alert[]): string[] {
  if (alerts.length === 0) return [];
  const budgets = [...Map.groupBy(alerts, ({ budget }) => budget)].sort(([, a], [, b]) => b.length - a.length);
  const others = budgets.slice(MOST_BUDGETS).flatMap(([, ofBudget]) => ofBudget);
  const lines = budgets
    .slice(0, MOST_BUDGETS)
    .flatMap(([budget, ofBudget]) =>
      entryLines(
        [`budget "${shorten(oneLine(budget), LONGEST_EXAMPLE)}": ${countsInBrief(countAlerts(ofBudget), true)}`],
        ENTRY,
      ),
    );
  return [
    [
      `And ${plural(alerts.length, 'more alert')}, less urgent. The topic for events has all of them. By budget:`,
      ...lines,
      ...(others.length > 0 ? [`  other budgets: ${countsInBrief(countAlerts(others), true)}`] : []),
    ].join('\n'),
  ];
}

/** The first lines of a mail about many alerts. */
function openingOf(notification: Notification): string[] {
  const { event, severity, alerts, budgets, wave } = notification;
  const wrongCurrency = wrongCurrencyIn(notification);
  if (wrongCurrency?.others.length === 0) return [`${severity.toUpperCase()}: ${wrongCurrencyInWords(wrongCurrency)}.`];
  const sentence = sentenceOn(alerts);
  const first = firstLimitAtThisPace(alerts.filter(isSpendAlert));
  if (event === 'baseline') {
    const names = budgets.map((name) => `"${oneLine(name)}"`).join(', ');
    return [
      `FIRST CHECK: ${sentence}.`,
      `This was the state of the fleet when ${budgets.length === 1 ? 'budget' : 'budgets'} ${names} came into force: one summary instead of single alerts.\nYou get an alert when a device reaches its next threshold.`,
    ];
  }
  if (event === 'check-me' && wave) {
    const inAll = wave.earlier === 0 ? 'In total' : `Earlier mails have ${wave.earlier} of them. In this one`;
    return [
      `CHECK ME: ${waveInWords(wave, true)}.`,
      `When there are so many, there is usually one common cause: a changed limit, a new price or currency, a wrong figure at emnify, or an update that was sent to all devices. ${inAll}, ${sentence}.`,
    ];
  }
  return [
    `${severity.toUpperCase()}: ${sentence}.${first === undefined ? '' : ` At this pace, the first limit is reached ${first}.`}`,
    ...(wrongCurrency ? [`${wrongCurrencyInWords(wrongCurrency)}.`] : []),
  ];
}

/** What comes after a "check me" is sent as ever, because a thief may be among it. */
function afterCheckMe({ checkMeAt }: Notification): string[] {
  if (checkMeAt === undefined) return [];
  return [`A "check me" was sent on ${formatMomentInYear(new Date(checkMeAt))}. This may have the same cause.`];
}

/** `", and reaches it in about 2 hours at this pace"`, `", and spends much faster than usual"` */
function atItsPace(alert: SpendAlert): string {
  const when = limitAtThisPace(alert);
  if (when !== undefined) return `, and reaches it ${when} at this pace`;
  return alert.pace?.isUnusual ? `, and ${spendsFast(alert)}` : '';
}

/** Without a week of history, the limit stands in for what is usual. */
function spendsFast({ pace }: SpendAlert): string {
  return `spends much faster than ${pace?.usualPerDay === undefined ? 'its limit allows' : 'usual'}`;
}

/** The counts; the organisation is named before all others. */
function sentenceOn(alerts: Alert[]): string {
  const [organisation] = alerts.filter(({ scope }) => scope.kind === 'organisation').filter(isSpendAlert);
  const others = alerts.filter(({ scope }) => scope.kind !== 'organisation');
  if (!organisation || others.length === 0) return countsSentence(countAlerts(alerts));
  return `${headline(organisation)}. Besides, ${countsSentence(countAlerts(others))}`;
}

function headline(alert: SpendAlert): string {
  const { scope, meter, ratioPct, period } = alert;
  const subject = scopeInWords(scope);
  const limit = alert.isEmnifysLimit
    ? 'the monthly cost limit at which emnify takes the fleet offline'
    : `its monthly ${costOn(meter)} limit${isLate(alert) ? ` of ${monthName(period)}` : ''}`;
  if (alert.kind === 'anomaly') {
    return alert.hoursLeft === undefined
      ? `${subject} ${spendsFast(alert)}`
      : `${subject} spends so fast that it reaches ${limit} ${hoursInWords(alert.hoursLeft)}`;
  }
  if (alert.kind === 'forecast') return `${subject} is expected to go over ${limit}${atItsPace(alert)}`;
  if (alert.kind === 'time-to-limit') {
    return `${subject} has used ${ratioPct} % of ${limit}, and will reach it ${hoursInWords(alert.hoursLeft)} at this pace`;
  }
  if (ratioPct < 100) return `${subject} has used ${ratioPct} % of ${limit}${atItsPace(alert)}`;
  return `${subject} ${ratioPct > 100 ? 'is over' : 'has reached'} ${limit}${atItsPace(alert)}`;
}

function onceLine(alert: SpendAlert): string {
  if (alert.kind === 'crossed') {
    return `${isLate(alert) ? '' : `Next: at ${alert.nextPct} %. `}You are alerted once per level per month.`;
  }
  const { method } = alert;
  if (alert.kind === 'anomaly') {
    return `You are alerted about this once a day, and again if it gets worse. Method ${method}.`;
  }
  return `You are alerted about this once per month, and not after the limit is reached. Method ${method}.`;
}

/** One paragraph for each kind of advice. */
function whatToDo(advice: Advice[]): string[] {
  const title = (about: string): string => `What to do${advice.length > 1 ? ` about ${about}` : ''}`;
  return advice.map(({ about, steps }) =>
    [title(about), ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n'),
  );
}

/** The last lines of every mail. */
function footer(notification: Notification): string {
  const { event, muted, notices, pressed = [], notificationId } = notification;
  return [
    ...(event === 'baseline' && !isList(notification)
      ? ['It was already at this level when the budget was first checked.']
      : []),
    ...(muted === 0 ? [] : [`${plural(muted, 'more alert')} ${muted === 1 ? 'is' : 'are'} muted.`]),
    ...pressed,
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

function paragraphs(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}
