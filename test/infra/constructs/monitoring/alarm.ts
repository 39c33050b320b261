import { asText, at, list, type Resource, type Value } from '../../synthesized-stack.ts';

/** One metric that an alarm uses, by itself or as a part of its expression. */
export interface Watched {
  id: string;
  namespace: string;
  name: string;
  /** Name and value, the value of a reference as `<LogicalId>`. */
  dimensions: Record<string, string>;
  statistic: string;
  periodSeconds: number;
}

/** The metrics that an alarm uses. */
export function watchedBy({ properties }: Resource): Watched[] {
  if (properties.MetricName !== undefined) return [watched(properties, properties)];
  const queries = list(properties.Metrics).filter((query) => at(query, 'MetricStat') !== undefined);
  return queries.map((query) => watched(at(query, 'MetricStat', 'Metric'), at(query, 'MetricStat'), at(query, 'Id')));
}

/** The name of its paragraph in `docs/operations.md`, which is its own. */
export function paragraphOf({ properties }: Resource): string {
  return asText(properties.AlarmDescription).split('#')[1] ?? '';
}

function watched(metric: Value, measured: Value, id: Value = ''): Watched {
  const dimensions = list(at(metric, 'Dimensions')).map((d) => [String(at(d, 'Name')), asText(at(d, 'Value'))]);
  return {
    id: String(id),
    namespace: String(at(metric, 'Namespace')),
    name: String(at(metric, 'MetricName')),
    dimensions: Object.fromEntries(dimensions),
    statistic: String(at(measured, 'Stat') ?? at(measured, 'Statistic')),
    periodSeconds: Number(at(measured, 'Period')),
  };
}
