import type { Expectation } from './story.ts';
import { kindIn, type StoryAlert, type StoryMessage } from './story-message.ts';

/**
 * Compares sent alerts with expected ones, both ways: an expected alert that was not sent is a difference, and so is a
 * sent alert that was not expected.
 *
 * @returns one sentence for each difference; none when the story went as expected
 */
export function differences(expected: Expectation[], messages: StoryMessage[]): string[] {
  const unexpected = new Map(
    messages.flatMap((message) => message.json.alerts.map((alert) => [alert, message] as const)),
  );
  const missing: string[] = [];
  for (const expectation of expected) {
    const fitting = [...unexpected].filter(([alert, message]) => fits(expectation, alert, message));
    // One line of the file is about one alert, or about all alerts of one message.
    const [first] = fitting;
    const met =
      expectation.endpoints === undefined
        ? fitting.slice(0, 1)
        : fitting.filter(([, message]) => message === first?.[1]);
    if (met.length === 0) missing.push(`not sent: ${describe(expectation)}`);
    for (const [alert] of met) unexpected.delete(alert);
  }
  const surplus = Map.groupBy(unexpected, ([{ budget, thresholds, kind }, { at, subject }]) => {
    const level = thresholds?.crossedPct === undefined ? kind : `${thresholds.crossedPct} %`;
    return `${level} of ${budget}, ${at} in "${subject}"`;
  });
  const unwanted = [...surplus].map(
    ([what, alerts]) => `not expected: ${namesIn(alerts.map(([alert]) => alert))}: ${what}`,
  );
  return [...missing, ...unwanted];
}

function namesIn(alerts: StoryAlert[]): string {
  const names = alerts.map(({ endpoint, budget }) => endpoint?.name ?? budget);
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

function fits(expectation: Expectation, alert: StoryAlert, message: StoryMessage): boolean {
  const { at, withinMinutes, endpoint, endpoints, budget, threshold, kind, severity, subject } = expectation;
  const sentAt = Date.parse(message.at);
  return (
    sentAt >= at.getTime() &&
    sentAt <= at.getTime() + withinMinutes * 60_000 &&
    (endpoint ?? alert.endpoint?.name) === alert.endpoint?.name &&
    (endpoints ?? message.endpoints.length) === message.endpoints.length &&
    (budget ?? alert.budget) === alert.budget &&
    (threshold ?? alert.thresholds?.crossedPct) === alert.thresholds?.crossedPct &&
    (kind === undefined || kind === alert.kind || kind === kindIn(message.json, alert)) &&
    (severity ?? alert.severity) === alert.severity &&
    message.subject.includes(subject ?? '')
  );
}

function describe({ at, withinMinutes, ...rest }: Expectation): string {
  const wanted = Object.entries(rest).map(([key, value]) => `${key} ${value}`);
  return `${wanted.join(', ') || 'anything'}, from ${at.toISOString()} within ${withinMinutes} minutes`;
}
