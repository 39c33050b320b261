import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CONDITIONS, conditionTitled } from '../../../../functions/domain/watchdog/conditions.ts';
import { asText, exampleSettings, SynthesizedStack, variablesOf } from '../../synthesized-stack.ts';
import { paragraphOf, watchedBy } from './alarm.ts';
import { codeOf } from './code-of.ts';

const OPERATIONS = 'docs/operations.md';

const stack = new SynthesizedStack();
const settings = exampleSettings();
const alarms = stack.all('AWS::CloudWatch::Alarm');

describe('every alarm', () => {
  test('says its severity, its impact, what to do, and where to read on, in what CloudWatch shows of it', () => {
    for (const alarm of alarms) {
      const description = asText(alarm.properties.AlarmDescription);
      expect(description).toMatch(
        /^Severity: (critical|high|low)\. Impact: \S.+\. What to do: \S.+\. More: docs\/operations\.md#[a-z-]+$/,
      );
      expect(description.length).toBeLessThanOrEqual(1024);
    }
  });

  test('has a paragraph of its own to read on, of the same severity', () => {
    const described = alarms.map(({ properties }) => asText(properties.AlarmDescription));
    const anchors = alarms.map(paragraphOf);
    expect(new Set(anchors).size).toBe(alarms.length);
    const paragraphs = paragraphsOf(readFileSync(OPERATIONS, 'utf8'));
    for (const [index, anchor] of anchors.entries()) {
      const [, severity] = /^Severity: (\w+)/.exec(described[index] ?? '') ?? [];
      expect([anchor, paragraphs.get(anchor)]).toEqual([
        anchor,
        expect.stringMatching(
          new RegExp(`\\*\\*What\\.\\*\\* .+\\*\\*Severity:\\*\\* ${severity}\\. \\*\\*If ignored:`),
        ),
      ]);
    }
  });

  test('has its paragraph still: none is about an alarm that is no more', () => {
    const anchors = alarms.map(paragraphOf);
    const paragraphs = [...paragraphsOf(readFileSync(OPERATIONS, 'utf8'))];
    const about = paragraphs.flatMap(([anchor, text]) => (text.includes('**Severity:**') ? [anchor] : []));
    const conditions = CONDITIONS.map(({ id }) => id);
    expect(about.toSorted()).toEqual([...new Set([...anchors, ...conditions])].toSorted());
  });

  test('names only outputs that there are', () => {
    const outputs = stack.outputs.map(([name]) => name);
    const texts = [
      readFileSync(OPERATIONS, 'utf8'),
      ...alarms.map(({ properties }) => asText(properties.AlarmDescription)),
    ];
    const named = texts.flatMap((text) => text.match(/\b(Step\d+|WhenNeeded)\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect(outputs).toEqual(expect.arrayContaining(named));
  });

  test('says what silence means, and only that of the watchdog is trouble', () => {
    const afraidOfSilence = alarms.filter(({ properties }) => properties.TreatMissingData === 'breaching');
    expect(afraidOfSilence.map(paragraphOf)).toEqual(['watchdog-silent']);
    for (const { properties } of alarms) expect(properties.TreatMissingData).toMatch(/^(breaching|notBreaching)$/);
  });

  // PutMetricAlarm: seven days with a period of an hour and more, else one day.
  test.each([
    [5, 1],
    [60, 5],
    [24 * 60, 60],
  ])(
    'has no longer range than CloudWatch allows, with a sweep every %d and a round every %d minutes',
    (sweep, notify) => {
      const settled = new SynthesizedStack(exampleSettings({ sweepMinutes: sweep, notifyMinutes: notify }));
      for (const alarm of settled.all('AWS::CloudWatch::Alarm')) {
        const [period = Number.NaN, ...others] = new Set(watchedBy(alarm).map(({ periodSeconds }) => periodSeconds));
        expect(others).toEqual([]);
        expect(period % 60).toBe(0);
        expect(period * Number(alarm.properties.EvaluationPeriods)).toBeLessThanOrEqual(
          period < 3600 ? 86_400 : 604_800,
        );
      }
    },
  );
});

test('there are four, each on one metric that AWS sends and does not charge', () => {
  expect(alarms.map(paragraphOf).toSorted()).toEqual([
    'notify-dead-letters',
    'notify-errors',
    'watchdog-errors',
    'watchdog-silent',
  ]);
  const metrics = alarms.map((alarm) => watchedBy(alarm).map(({ namespace, name }) => `${namespace} ${name}`));
  expect(metrics.toSorted()).toEqual([
    ['AWS/Lambda Errors'],
    ['AWS/Lambda Errors'],
    ['AWS/Lambda Invocations'],
    ['AWS/SQS ApproximateNumberOfMessagesVisible'],
  ]);
});

test('no function is traced', () => {
  for (const { properties } of stack.all('AWS::Lambda::Function'))
    expect(properties).not.toHaveProperty('TracingConfig');
});

describe('every condition of the watchdog', () => {
  const paragraphs = paragraphsOf(readFileSync(OPERATIONS, 'utf8'));

  test.each(CONDITIONS)('$title has a paragraph of its severity', ({ id, title, severity }) => {
    expect(addressOf(title)).toBe(id);
    expect(paragraphs.get(id)).toMatch(new RegExp(`\\*\\*Severity:\\*\\* ${severity}\\. \\*\\*If ignored:`));
  });

  test('names only outputs that there are', () => {
    const named = CONDITIONS.flatMap(({ remedy }) => remedy.match(/\b(Step\d+|WhenNeeded)\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect(stack.outputs.map(([name]) => name)).toEqual(expect.arrayContaining(named));
  });

  test('speaks of a line in a log only where the function writes it', () => {
    const spoken = CONDITIONS.flatMap(({ remedy }) =>
      [...remedy.matchAll(/"([^"]+)"[^."]* in the log of (\w+)/g)].map(([, line = '', name = '']) => ({ line, name })),
    ).filter(({ name }) => name !== 'the');
    expect(spoken.map(({ line }) => line)).toEqual(
      expect.arrayContaining(['channel fails', 'message failed', 'message set aside', 'budgets refused']),
    );
    for (const { line, name } of spoken) expect([line, isLogged(line, name)]).toEqual([line, true]);
  });
});

test('an alarm says the same as the condition of the watchdog of that name', () => {
  for (const title of ['Notify errors', 'Notify dead letters']) {
    const { id, severity, impact } = conditionTitled(title);
    const alarm = alarms.find((one) => paragraphOf(one) === id);
    expect(asText(alarm?.properties.AlarmDescription)).toContain(`Severity: ${severity}. Impact: ${impact}`);
  }
});

test('a minute of failures of notify is one mail and not one every minute', () => {
  const alarm = alarms.find((one) => paragraphOf(one) === 'notify-errors');
  const staysRaised = Number(alarm?.properties.Period) * Number(alarm?.properties.EvaluationPeriods);
  expect(staysRaised).toBeGreaterThan(settings.notifyMinutes * 60);
});

test('the watchdog reads every dead-letter queue, and asks for the failed runs of every function but notify', () => {
  const worked = stack
    .all('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => stack.target(properties.EventSourceArn).id);
  const queues = stack.all('AWS::SQS::Queue').flatMap(({ id }) => (worked.includes(id) ? [] : id));
  const variables = Object.values(variablesOf(stack.function('watchdog'))).map(asText);
  const functions = ['discover', 'evaluate', 'aggregate', 'report'].map((name) => stack.function(name).id);
  expect(queues).toHaveLength(3);
  for (const id of [...queues, ...functions]) expect(variables).toContain(`<${id}>`);
});

/** Whether a function has a line in its log that begins so; anything may stand where the code puts a value in. */
function isLogged(beginning: string, name: string): boolean {
  const lines = Array.from(codeOf(name).matchAll(/logger(?:\.\w+|\[.+?\])\((['`])(.+?)\1/g), ([, , line = '']) => line);
  return lines.some(
    (line) => line.startsWith(beginning) || new RegExp(`^${line.replaceAll(/\$\{.+?\}/g, '.+')}$`).test(beginning),
  );
}

/** The paragraphs of a page by their headings, as these stand in addresses. */
function paragraphsOf(markdown: string): Map<string, string> {
  const sections = markdown.split(/^## /m).slice(1);
  return new Map(sections.map((text) => [addressOf(text.slice(0, text.indexOf('\n'))), text]));
}

function addressOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^a-z0-9-]/g, '');
}
