import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CONDITIONS } from '../../../../functions/domain/watchdog/conditions.ts';
import { asText, exampleSettings, nameOf, type Resource, SynthesizedStack } from '../../synthesized-stack.ts';
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

  test('says what silence means, and only a heartbeat takes it for trouble', () => {
    const afraidOfSilence = alarms.filter(({ properties }) => properties.TreatMissingData === 'breaching');
    expect(afraidOfSilence.map(paragraphOf).toSorted()).toEqual(['alerts-waiting', 'no-sweep', 'watchdog-silent']);
    for (const { properties } of alarms) expect(properties.TreatMissingData).toMatch(/^(breaching|notBreaching)$/);
  });

  // Ten in the math of one alarm: CloudWatch refuses an eleventh, and with it the deployment.
  test('adds up no more metrics than CloudWatch does', () => {
    const counts = alarms.map((alarm) => watchedBy(alarm).length);
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  });

  test('speaks of a line in a log only where the function writes it', () => {
    const spoken = alarms.flatMap(({ properties }) =>
      [...asText(properties.AlarmDescription).matchAll(/"([^"]+)"[^."]* in the log of (\w+)/g)].map(
        ([, line = '', name = '']) => ({ line, name }),
      ),
    );
    expect(spoken.map(({ line }) => line).toSorted()).toEqual(
      expect.arrayContaining(['channel fails', 'message failed', 'message set aside']),
    );
    for (const { line, name } of spoken) expect([line, isLogged(line, name)]).toEqual([line, true]);
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

test('there are 28 alarms', () => {
  expect(alarms).toHaveLength(28);
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

  // Both speak until the alarms are gone.
  test('that is an alarm, too, says the same', () => {
    const alarmed = alarms.filter((alarm) => CONDITIONS.some(({ id }) => id === paragraphOf(alarm)));
    expect(alarmed).toHaveLength(alarms.length - 2);
    for (const alarm of alarmed) {
      const condition = CONDITIONS.find(({ id }) => id === paragraphOf(alarm));
      expect(asText(alarm.properties.AlarmDescription)).toContain(`Severity: ${condition?.severity}.`);
    }
  });
});

test('an hourly failure is one mail and not one every hour', () => {
  const alarm = alarms.find((one) => paragraphOf(one) === 'discover-errors');
  const staysRaised = Number(alarm?.properties.Period) * Number(alarm?.properties.EvaluationPeriods);
  expect(staysRaised).toBeGreaterThan(settings.sweepMinutes * 60);
});

test('every function that fails, or that Lambda will not start, raises an alarm', () => {
  const watchdog = stack.function('watchdog');
  for (const lambda of stack.all('AWS::Lambda::Function').filter((each) => each !== watchdog)) {
    expect(metricsOn(lambda)).toEqual(expect.arrayContaining(['Errors', 'Throttles']));
  }
  expect(metricsOn(watchdog).toSorted()).toEqual(['Errors', 'Invocations']);
});

test('an alarm about several functions names each of them', () => {
  for (const alarm of alarms) {
    const functions = stack
      .all('AWS::Lambda::Function')
      .filter(({ id }) => watchedBy(alarm).some(({ dimensions }) => dimensions.FunctionName === `<${id}>`));
    for (const lambda of functions) expect(asText(alarm.properties.AlarmDescription)).toMatch(wordOf(nameOf(lambda)));
  }
});

test('every dead letter raises an alarm', () => {
  const worked = stack
    .all('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => stack.target(properties.EventSourceArn));
  // A watchdog that does not start is silent, which raises an alarm of its own.
  const deadLetterQueues = stack
    .all('AWS::SQS::Queue')
    .filter((queue) => !worked.includes(queue) && !queue.id.startsWith('MonitoringWatching'));
  expect(deadLetterQueues.length).toBeGreaterThan(0);
  for (const queue of deadLetterQueues) {
    expect(metricsOn(queue)).toEqual(['ApproximateNumberOfMessagesVisible']);
  }
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

const wordOf = (name: string) => new RegExp(`\\b${name}\\b`, 'i');

/** The names of all metrics of a resource that raise an alarm. */
function metricsOn({ id }: Resource): string[] {
  const metrics = alarms.flatMap(watchedBy);
  return metrics
    .filter(({ dimensions }) => Object.values(dimensions).some((v) => v === `<${id}>`))
    .map(({ name }) => name);
}
