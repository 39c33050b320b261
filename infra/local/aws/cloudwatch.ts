import { AwsFault } from './http-stand-in.ts';
import { startJsonStandIn } from './json-stand-in.ts';

const maxDatapoints = 1_440;

/** CloudWatch on this machine, with one metric of SNS: the cost of texts since the month began. */
export interface CloudWatchStandIn {
  url: string;
  /** Month-to-date cost of texts that GetMetricStatistics answers with; undefined: no data points. */
  smsSpentUsd: number | undefined;
  close(): Promise<void>;
}

/**
 * Starts a CloudWatch that knows GetMetricStatistics only, and of it the statistic Maximum: the only one that SNS's guide
 * calls valid for this metric. It answers with one data point, at the last period asked for, and with none for every
 * other metric, dimension or unit, as AWS does. Unlike AWS it has no clock: a range in the future has a data point too.
 */
export async function startCloudWatch(): Promise<CloudWatchStandIn> {
  const spent: Pick<CloudWatchStandIn, 'smsSpentUsd'> = { smsSpentUsd: undefined };
  const server = await startJsonStandIn(
    'GraniteServiceVersion20100801',
    {
      GetMetricStatistics(input) {
        const { metric, lastPeriod } = readRequest(input);
        const isKnown = metric === 'AWS/SNS SMSMonthToDateSpentUSD' && !isFiltered(input);
        const datapoint = { Timestamp: lastPeriod, Maximum: spent.smsSpentUsd, Unit: 'None' };
        return { Label: input.MetricName, Datapoints: isKnown && spent.smsSpentUsd !== undefined ? [datapoint] : [] };
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
