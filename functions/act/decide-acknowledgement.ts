import { incidentOf } from '../domain/judging/acknowledgement.ts';
import { type Alert, isSpendAlert } from '../domain/judging/alert.ts';
import type { Severity } from '../domain/judging/thresholds.ts';
import type { AlertInDocument } from '../domain/messages/read-json.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import type { ActDeps } from './act-deps.ts';
import type { Decision, WishTo } from './decision.ts';
import { type EndpointTarget, findAlert, findEndpoint, nameIn } from './find-target.ts';
import { RefusedPress } from './refused-press.ts';

const ACKNOWLEDGED_FOR_MS = DAY_MS;

/** An acknowledgement of the last alert about an endpoint, or of that of a notification. @throws {RefusedPress} where there is none */
export async function decideAcknowledgement(deps: ActDeps, wish: WishTo<'acknowledge'>): Promise<Decision> {
  const { scope, kind, severity, budget, currency, spend } = await alertOf(deps, wish);
  const until = new Date(deps.now().getTime() + ACKNOWLEDGED_FOR_MS).toISOString();
  return {
    kind: 'acknowledge',
    until,
    scope,
    incident: incidentOf(kind),
    budget,
    severity,
    ...(spend !== undefined && { spent: { amount: spend, currency } }),
  };
}

/** The alert of a notification, or the last one about an endpoint, with what it has cost since. */
async function alertOf(deps: ActDeps, wish: WishTo<'acknowledge'>) {
  if (wish.ref !== undefined && wish.endpoint === undefined) {
    const alert = await findAlert(deps, wish.ref, wish.budget);
    return alert.scope.kind === 'endpoint' ? { ...alert, ...(await costSince(deps, alert.scope.id, alert)) } : alert;
  }
  const target = await findEndpoint(deps, wish);
  const { scope, month } = target;
  const alerts = (await deps.notificationLog.alertsOf(scope, month.period))
    .map(({ alert }) => alert)
    .filter(({ budget }) => wish.budget === undefined || budget === wish.budget)
    .toSorted((a, b) => (a.figures.fetchedAt < b.figures.fetchedAt ? 1 : -1));
  const [last] = alerts;
  if (!last) {
    throw new RefusedPress(
      `No alert about ${nameIn(target)} was found this month, so there is none to acknowledge. To keep alerts back, mute it.`,
    );
  }
  // A limit that was changed has armed the thresholds anew: what was critical under another one is not sent yet.
  const same = alerts.filter(
    (each) =>
      each.budget === last.budget && incidentOf(each.kind) === incidentOf(last.kind) && limitOf(each) === limitOf(last),
  );
  const severity = same.some((each) => each.severity === 'critical') ? 'critical' : ('warning' as Severity);
  const spend = 'spend' in last ? { spend: last.spend } : {};
  return { ...last, ...spend, ...costNow(target, last.budget), scope, severity };
}

/** What an endpoint has cost in the month of an alert, as far as its last check is of that month. */
async function costSince(
  deps: ActDeps,
  endpoint: string,
  { budget, period }: Pick<AlertInDocument, 'budget' | 'period'>,
): Promise<{ spend?: string }> {
  const target = await findEndpoint(deps, { endpoint });
  return target.month.period === period ? costNow(target, budget) : {};
}

function limitOf(alert: Alert): string | undefined {
  return isSpendAlert(alert) ? alert.limit : undefined;
}

function costNow({ month }: EndpointTarget, budget: string): { spend?: string } {
  const decision = month.decisions.find((each) => each.budget === budget);
  return decision ? { spend: decision.spend } : {};
}
