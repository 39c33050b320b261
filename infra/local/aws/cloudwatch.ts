import { AwsFault } from './http-stand-in.ts';
import { startJsonStandIn } from './json-stand-in.ts';

const maxDatapoints = 1_440;
const MOST_QUERIES = 500;
const SMS_SPENT = 'AWS/SNS SMSMonthToDateSpentUSD';

/** CloudWatch on this machine: the cost of texts since the month began, and whatever values it is given. */
export interface CloudWatchStandIn {
  url: string;
  /** Month-to-date cost of texts that GetMetricStatistics answers with; undefined: no data points. */
  smsSpentUsd: number | undefined;
  /** Values of other metrics that GetMetricData answers with: `AWS/Lambda Errors FunctionName=evaluate`. */
  values: Map<string, number>;
  close(): Promise<void>;
}

/**
 * Starts a CloudWatch that knows GetMetricData, and GetMetricStatistics with the statistic Maximum: the only one that
 * SNS's guide calls valid for this metric. It answers with one data point, at the last period asked for, and with none for every
 * other metric, dimension or unit, as AWS does. Unlike AWS it has no clock: a range in the future has a data point too.
 */
export async function startCloudWatch(): Promise<CloudWatchStandIn> {
  const spent: Pick<CloudWatchStandIn, 'smsSpentUsd' | 'values'> = { smsSpentUsd: undefined, values: new Map() };
  const server = await startJsonStandIn(
    'GraniteServiceVersion20100801',
    {
      GetMetricStatistics(input) {
        const { metric, lastPeriod } = readRequest(input);
        const isKnown = metric === SMS_SPENT && !isFiltered(input);
        const datapoint = { Timestamp: lastPeriod, Maximum: spent.smsSpentUsd, Unit: 'None' };
        return { Label: input.MetricName, Datapoints: isKnown && spent.smsSpentUsd !== undefined ? [datapoint] : [] };
      },
      GetMetricData(input) {
        const { queries, lastPeriod } = readQueries(input);
        const results = queries.map(({ id, metric }) => {
          const value = metric === SMS_SPENT ? spent.smsSpentUsd : spent.values.get(metric);
          const isThere = value !== undefined;
          return {
            Id: id,
            Label: metric.split(' ')[1],
            StatusCode: 'Complete',
            Timestamps: isThere ? [lastPeriod] : [],
            Values: isThere ? [value] : [],
          };
        });
        return { MetricDataResults: results, Messages: [] };
      },
    },
    '1.0',
  );
  return Object.assign(spent, server);
}

/** By the rules of the CloudWatch API reference (GetMetricStatistics). Times are in seconds since 1970. */
function readRequest(input: Record<string, unknown>): { metric: string; lastPeriod: number } {
  const metric = `${readText(input, 'Namespace')} ${readText(input, 'MetricName')}`;
  const [start, end] = [readNumber(input, 'StartTime'), readNumber(input, 'EndTime')];
  const period = readNumber(input, 'Period');
  requireMaximum(input);
  if (start >= end) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  if (period < 60 || period % 60 !== 0) throw invalidValue('The parameter Period must be a multiple of 60.');
  const periods = Math.ceil((end - start) / period);
  if (periods > maxDatapoints) {
    throw new AwsFault(
      400,
      'InvalidParameterCombinationException',
      `You have requested up to ${periods} datapoints, which exceeds the limit of ${maxDatapoints}.`,
    );
  }
  return { metric, lastPeriod: start + (periods - 1) * period };
}

/** By the rules of the API reference (GetMetricData, MetricDataQuery, MetricStat). Expressions are not known here. */
function readQueries(input: Record<string, unknown>): {
  queries: { id: string; metric: string }[];
  lastPeriod: number;
} {
  const [start, end] = [readNumber(input, 'StartTime'), readNumber(input, 'EndTime')];
  if (start >= end) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  const written = readObjects(input, 'MetricDataQueries');
  if (written.length === 0) throw missing('MetricDataQueries');
  if (written.length > MOST_QUERIES) throw invalidValue(`There are more than ${MOST_QUERIES} MetricDataQueries.`);
  const ids = written.map((query) => readText(query, 'Id'));
  if (new Set(ids).size < ids.length) throw invalidValue('The values of Id must be unique.');
  let lastPeriod = start;
  const queries = written.map((query, index) => {
    const id = ids[index] ?? '';
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) throw invalidValue(`The Id ${id} must begin with a lowercase letter.`);
    const stat = readObject(query, 'MetricStat');
    const metric = readObject(stat, 'Metric');
    const period = readNumber(stat, 'Period');
    if (period < 60 || period % 60 !== 0) throw invalidValue('The parameter Period must be a multiple of 60.');
    if (!/^(Sum|Maximum|Minimum|Average|SampleCount)$/.test(readText(stat, 'Stat')))
      throw invalidValue('This stand-in knows plain statistics only.');
    lastPeriod = start + (Math.ceil((end - start) / period) - 1) * period;
    const dimensions = (metric.Dimensions === undefined ? [] : readObjects(metric, 'Dimensions')).map(
      (dimension) => ` ${readText(dimension, 'Name')}=${readText(dimension, 'Value')}`,
    );
    return { id, metric: `${readText(metric, 'Namespace')} ${readText(metric, 'MetricName')}${dimensions.join('')}` };
  });
  return { queries, lastPeriod };
}

function readObject(input: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = input[name];
  if (value === undefined) throw missing(name);
  if (typeof value !== 'object' || value === null) throw invalidValue(`The parameter ${name} must be an object.`);
  return { ...value };
}

function readObjects(input: Record<string, unknown>, name: string): Record<string, unknown>[] {
  const value = input[name];
  if (value === undefined) throw missing(name);
  if (!Array.isArray(value)) throw invalidValue(`The parameter ${name} must be a list.`);
  return value.map((_, index) => readObject(value as unknown as Record<string, unknown>, String(index)));
}

function requireMaximum({ Statistics, ExtendedStatistics }: Record<string, unknown>): void {
  if (ExtendedStatistics !== undefined) throw invalidValue('This stand-in knows no ExtendedStatistics.');
  if (Statistics === undefined || (Array.isArray(Statistics) && Statistics.length === 0)) throw missing('Statistics');
  if (JSON.stringify(Statistics) !== '["Maximum"]')
    throw invalidValue('This stand-in knows the statistic Maximum only.');
}

/** Checks for a dimension or a unit: this metric has neither. */
function isFiltered({ Dimensions, Unit = 'None' }: Record<string, unknown>): boolean {
  return Unit !== 'None' || (Array.isArray(Dimensions) && Dimensions.length > 0);
}

function readText(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (value === undefined) throw missing(name);
  if (typeof value !== 'string' || value === '') throw invalidValue(`The parameter ${name} must be a text.`);
  return value;
}

function readNumber(input: Record<string, unknown>, name: string): number {
  const value = input[name];
  if (value === undefined) throw missing(name);
  if (typeof value !== 'number') throw invalidValue(`The parameter ${name} must be a number.`);
  return value;
}

function missing(name: string): AwsFault {
  return new AwsFault(400, 'MissingRequiredParameterException', `The parameter ${name} is required.`);
}

function invalidValue(message: string): AwsFault {
  return new AwsFault(400, 'InvalidParameterValueException', message);
}
