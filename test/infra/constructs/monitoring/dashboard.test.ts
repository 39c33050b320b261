import { describe, expect, test } from '@jest/globals';
import { asText, at, exampleSettings, list, SynthesizedStack, type Value } from '../../synthesized-stack.ts';

const stack = new SynthesizedStack();
const [dashboard, withButtons] = stack.all('AWS::CloudWatch::Dashboard');
const alarms = stack.all('AWS::CloudWatch::Alarm');
const widgetsOf = (of: typeof dashboard): Value[] => JSON.parse(asText(of?.properties.DashboardBody)).widgets;
const widgets = widgetsOf(dashboard);

describe('the dashboard', () => {
  // Dashboards belong to an account, not to a region.
  test('is called after the stack and its region: two stacks do not take it from each other', () => {
    expect(asText(dashboard?.properties.DashboardName)).toBe('EmnifyCostAlerts-<AWS::Region>');
  });

  test('answers from top to bottom what a person asks first', () => {
    const questions = [...widgets].toSorted((a, b) => topOf(a) - topOf(b)).flatMap((widget) => questionOf(widget));
    expect(questions).toEqual(['What does it cost?', 'Does it work?', 'Is it sent?']);
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

  test('has the views of the page on top, without buttons', () => {
    const views = widgets.filter((widget) => at(widget, 'type') === 'custom');
    expect(views.map((widget) => at(widget, 'properties', 'params'))).toEqual([
      { view: 'fleet' },
      { view: 'messages' },
      { view: 'health' },
    ]);
    const [alarm] = widgets.filter((widget) => at(widget, 'type') === 'alarm');
    for (const view of views) {
      expect(at(view, 'properties', 'endpoint')).toBe(`<${stack.function('page').id}>`);
      expect(at(view, 'properties', 'updateOn', 'resize')).toBe(false);
      expect(topOf(view)).toBeLessThan(topOf(alarm));
    }
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

test('the dashboard for those who act has the views of the page with buttons, and nothing else', () => {
  const act = `<${stack.function('act').id}>`;
  expect(asText(withButtons?.properties.DashboardName)).toBe('EmnifyCostAlerts-<AWS::Region>-act');
  expect(widgetsOf(withButtons).map((widget) => at(widget, 'properties', 'params'))).toEqual([
    { view: 'fleet', act },
    { view: 'messages', act },
    { view: 'health', act },
  ]);
  expect(stack.all('AWS::CloudWatch::Dashboard')).toHaveLength(2);
});

const topOf = (widget: Value): number => Number(at(widget, 'y'));

function questionOf(widget: Value): string[] {
  const [, question] = /^## (.+)\n/.exec(String(at(widget, 'properties', 'markdown') ?? '')) ?? [];
  return question === undefined ? [] : [question];
}
