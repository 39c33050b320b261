import { describe, expect, test } from '@jest/globals';
import { asText, at, list, SynthesizedStack, type Value } from '../../synthesized-stack.ts';

const stack = new SynthesizedStack();
const [dashboard] = stack.all('AWS::CloudWatch::Dashboard');
const alarms = stack.all('AWS::CloudWatch::Alarm');
const { widgets } = JSON.parse(asText(dashboard?.properties.DashboardBody)) as { widgets: Value[] };

describe('the dashboard', () => {
  // Dashboards belong to an account, not to a region.
  test('is called after the stack and its region: two stacks do not take it from each other', () => {
    expect(asText(dashboard?.properties.DashboardName)).toBe('EmnifyCostAlerts-<AWS::Region>');
  });

  test('answers from top to bottom what a person asks first', () => {
    const questions = [...widgets].toSorted((a, b) => topOf(a) - topOf(b)).flatMap((widget) => questionOf(widget));
    expect(questions).toEqual([
      'Is it working?',
      'What does the fleet cost, and what is over its limit?',
      "How close are we to emnify's limits?",
    ]);
  });

  test('shows every alarm before all else', () => {
    const [status] = widgets.filter((widget) => at(widget, 'type') === 'alarm');
    const shown = list(at(status, 'properties', 'alarms')).map(String);
    expect(shown.toSorted()).toEqual(alarms.map(({ id }) => `<${id}>`).toSorted());
    const graphs = widgets.filter((widget) => at(widget, 'type') === 'metric');
    expect(topOf(status)).toBeLessThan(Math.min(...graphs.map(topOf)));
  });

  test("draws emnify's limits: 2,000 requests in five minutes, and a day's share of ten million a month", () => {
    const drawn = widgets.flatMap((widget) => {
      const [limit] = list(at(widget, 'properties', 'annotations', 'horizontal'));
      return limit === undefined ? [] : [[periodOf(widget), at(limit, 'value')]];
    });
    expect(drawn).toEqual([
      [300, 2_000],
      [86_400, 322_580],
    ]);
  });
});

const topOf = (widget: Value): number => Number(at(widget, 'y'));

function questionOf(widget: Value): string[] {
  const [, question] = /^## (.+)\n/.exec(String(at(widget, 'properties', 'markdown') ?? '')) ?? [];
  return question === undefined ? [] : [question];
}

/** The period of the expression that a graph shows, in seconds: five minutes where none is written. */
function periodOf(widget: Value): Value {
  const series = list(at(widget, 'properties', 'metrics')).flatMap((line) => list(line));
  const expression = series.find((part) => at(part, 'expression') !== undefined);
  return at(expression, 'period') ?? 300;
}
