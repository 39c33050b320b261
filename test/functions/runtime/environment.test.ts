import { describe, expect, test } from '@jest/globals';
import { discoverEnvironment } from '../../../functions/discover/env.ts';
import { evaluateEnvironment } from '../../../functions/evaluate/env.ts';
import { notifyEnvironment } from '../../../functions/notify/env.ts';
import { reportEnvironment } from '../../../functions/report/env.ts';
import { parseEnvironment } from '../../../functions/runtime/environment.ts';

const common = { POWERTOOLS_SERVICE_NAME: 'a-function' };
const emnify = {
  EMNIFY_BASE_URL: 'https://cdn.emnify.net',
  EMNIFY_TOKEN_SECRET_ID: 'emnify-application-token',
  EMNIFY_REQUESTS_PER_SECOND: '5',
  EMNIFY_BURST: '60',
};
const topics = {
  MAIL_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:mail',
  TEXT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:text',
  EVENT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:event',
};
const discover = {
  ...common,
  ...emnify,
  EVALUATION_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/evaluation',
  COST_HISTORY_TABLE: 'cost-history',
  SWEEP_MINUTES: '60',
  EMNIFY_REQUESTS_PER_MONTH: '5000000',
  CHECKS_PER_RUN: '1800',
};
const evaluate = {
  ...common,
  ...emnify,
  BUDGETS_PARAMETER_NAME: '/EmnifyCostAlerts/budgets',
  COST_HISTORY_TABLE: 'cost-history',
  NOTIFICATION_LOG_TABLE: 'notification-log',
};
const notify = {
  ...common,
  SETTLE_SECONDS: '90',
  COST_HISTORY_TABLE: 'cost-history',
  NOTIFICATION_LOG_TABLE: 'notification-log',
  ...topics,
  SMS_SENDER_ID: 'Acme',
  SMS_SPENDING_LIMIT: '50',
};
const report = {
  ...common,
  BUDGETS_PARAMETER_NAME: '/EmnifyCostAlerts/budgets',
  COST_HISTORY_TABLE: 'cost-history',
  NOTIFICATION_LOG_TABLE: 'notification-log',
  ...topics,
  RECIPIENTS: '{"email":{"warning":["ops@example.com"]},"sms":{}}',
};

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing to complain about';
}

describe('an environment', () => {
  test('becomes values, and what else is in it does not matter', () => {
    expect(parseEnvironment(discoverEnvironment, { ...discover, AWS_REGION: 'eu-central-1' })).toEqual({
      ...discover,
      EMNIFY_REQUESTS_PER_SECOND: 5,
      EMNIFY_BURST: 60,
      SWEEP_MINUTES: 60,
      EMNIFY_REQUESTS_PER_MONTH: 5_000_000,
      CHECKS_PER_RUN: 1800,
    });
    expect(parseEnvironment(evaluateEnvironment, evaluate)).toMatchObject({ COST_HISTORY_TABLE: 'cost-history' });
    expect(parseEnvironment(notifyEnvironment, notify)).toEqual({
      ...notify,
      SETTLE_SECONDS: 90,
      SMS_SPENDING_LIMIT: 50,
    });
    expect(parseEnvironment(reportEnvironment, report)).toEqual({
      ...report,
      RECIPIENTS: [{ channel: 'mail', address: 'ops@example.com', from: 'warning' }],
    });
  });

  test.each([
    ['discover', discoverEnvironment, discover],
    ['evaluate', evaluateEnvironment, evaluate],
    ['notify', notifyEnvironment, notify],
    ['report', reportEnvironment, report],
  ] as const)('that is empty names everything that %s needs, at once', (_, schema, complete) => {
    const message = complaint(() => parseEnvironment(schema, {}));
    const missing = Object.keys(complete).map((name) => `${name} is missing`);
    const named = message.replace(/^The environment of this function is not complete: |\.$/g, '').split('; ');
    expect(named.sort()).toEqual(missing.sort());
  });

  test('that is wrong in several places names them all, and shows no value', () => {
    const message = complaint(() =>
      parseEnvironment(evaluateEnvironment, {
        ...evaluate,
        EMNIFY_BASE_URL: 'VALUE-1',
        EMNIFY_TOKEN_SECRET_ID: '',
        EMNIFY_REQUESTS_PER_SECOND: 'VALUE-2',
        EMNIFY_BURST: '0.5',
        COST_HISTORY_TABLE: undefined,
      }),
    );
    for (const text of [
      'EMNIFY_BASE_URL must be an http(s) URL',
      'EMNIFY_TOKEN_SECRET_ID ',
      'EMNIFY_REQUESTS_PER_SECOND must be a number',
      'EMNIFY_BURST ',
      'COST_HISTORY_TABLE is missing',
    ]) {
      expect(message).toContain(text);
    }
    expect(message).not.toMatch(/VALUE|0\.5/);
    expect(message).not.toContain('NOTIFICATION_LOG_TABLE');
  });

  test.each([
    ['EMNIFY_BASE_URL', 'ftp://cdn.emnify.net'],
    ['EMNIFY_BASE_URL', ''],
    ['EMNIFY_REQUESTS_PER_SECOND', '0'],
    ['EMNIFY_REQUESTS_PER_SECOND', '-1'],
    ['EMNIFY_REQUESTS_PER_SECOND', ''],
    ['EMNIFY_REQUESTS_PER_SECOND', 'Infinity'],
    ['EMNIFY_BURST', ''],
    ['EVALUATION_QUEUE_URL', 'evaluation'],
    ['POWERTOOLS_SERVICE_NAME', ''],
  ])('in which %s is "%s" is refused', (name, value) => {
    expect(complaint(() => parseEnvironment(discoverEnvironment, { ...discover, [name]: value }))).toContain(name);
  });

  test.each(['-1', 'soon', 'Infinity'])('in which SETTLE_SECONDS is "%s" is refused', (value) => {
    const wrong = { ...notify, SETTLE_SECONDS: value };
    expect(complaint(() => parseEnvironment(notifyEnvironment, wrong))).toContain('SETTLE_SECONDS');
  });

  test('may have no time to settle: then everything is sent at once', () => {
    expect(parseEnvironment(notifyEnvironment, { ...notify, SETTLE_SECONDS: '0' })).toMatchObject({
      SETTLE_SECONDS: 0,
    });
  });

  test('may name no sender of texts: then SNS chooses one', () => {
    expect(parseEnvironment(notifyEnvironment, { ...notify, SMS_SENDER_ID: '' })).toMatchObject({ SMS_SENDER_ID: '' });
  });

  test.each(['0', '-1', '', 'fifty', 'Infinity'])('in which SMS_SPENDING_LIMIT is "%s" is refused', (value) => {
    const wrong = { ...notify, SMS_SPENDING_LIMIT: value };
    expect(complaint(() => parseEnvironment(notifyEnvironment, wrong))).toContain('SMS_SPENDING_LIMIT');
  });

  test.each(Object.keys(topics))('in which %s is no ARN is refused', (name) => {
    const problem = `: ${name} `;
    expect(complaint(() => parseEnvironment(notifyEnvironment, { ...notify, [name]: 'alerts' }))).toContain(problem);
    expect(complaint(() => parseEnvironment(reportEnvironment, { ...report, [name]: 'alerts' }))).toContain(problem);
  });
});
