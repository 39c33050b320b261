import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { PipelineFunction } from '../parts/pipeline-function.ts';

/** A metric that a function counts itself (`addMetric` in `functions/`). The statistic is the sum by default. */
export function counted(by: PipelineFunction, metricName: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: by.metricsNamespace,
    metricName,
    dimensionsMap: { service: by.name },
    statistic: 'Sum',
    ...options,
  });
}

/** The sum of metrics. A metric without data counts as zero. */
export function total(metrics: Metric[], period: Duration, label?: string): MathExpression {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: `SUM([${named.map(([name]) => `FILL(${name}, 0)`).join(', ')}])`,
    usingMetrics: Object.fromEntries(named),
    period,
    label,
  });
}
