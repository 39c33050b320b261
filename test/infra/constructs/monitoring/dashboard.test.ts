import { describe, expect, test } from '@jest/globals';
import { asText, at, exampleSettings, list, SynthesizedStack, type Value } from '../../synthesized-stack.ts';

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
    expect(questions).toEqual(['Does it work?', 'Is it sent?']);
  });

  test('shows every alarm before all else', () => {
    const [status] = widgets.filter((widget) => at(widget, 'type') === 'alarm');
    const shown = list(at(status, 'properties', 'alarms')).map(String);
    expect(shown.toSorted()).toEqual(alarms.map(({ id }) => `<${id}>`).toSorted());
    const graphs = widgets.filter((widget) => at(widget, 'type') === 'metric');
    expect(topOf(status)).toBeLessThan(Math.min(...graphs.map(topOf)));
  });

  test('shows only what AWS measures itself: it costs nothing', () => {
    const namespaces = widgets.flatMap((widget) =>
      list(at(widget, 'properties', 'metrics')).map((line) => String(list(line)[0])),
    );
    expect(new Set(namespaces)).toEqual(new Set(['AWS/Lambda', 'AWS/SQS', 'AWS/SNS']));
  });

  test('shows every function', () => {
    const shown = JSON.stringify(widgets);
    for (const { id } of stack.all('AWS::Lambda::Function')) expect(shown).toContain(`<${id}>`);
  });

  test('draws what AWS lets the account spend on texts', () => {
    const drawn = widgets.flatMap((widget) => list(at(widget, 'properties', 'annotations', 'horizontal')));
    expect(drawn.map((limit) => at(limit, 'value'))).toEqual([exampleSettings().smsSpendingLimitUsd]);
  });
});

const topOf = (widget: Value): number => Number(at(widget, 'y'));

function questionOf(widget: Value): string[] {
  const [, question] = /^## (.+)\n/.exec(String(at(widget, 'properties', 'markdown') ?? '')) ?? [];
  return question === undefined ? [] : [question];
}
