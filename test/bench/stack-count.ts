/** What of the deployed stack is billed by its number. */
export interface StackCount {
  secrets: number;
  alarms: number;
  /** An alarm over several metrics is billed for each. */
  alarmMetrics: number;
  /** Megabytes by function. */
  memoryMb: Record<string, number>;
}

/** Counts in the synthesized template, with the settings that `budgets.yaml` has by itself: hourly sweeps, `notify` each minute. */
export async function countStack(): Promise<StackCount> {
  // Loaded here and not at the top: the CDK takes seconds.
  const { at, exampleSettings, list, nameOf, SynthesizedStack } = await import('../infra/synthesized-stack.ts');
  const stack = new SynthesizedStack(exampleSettings({ notifyMinutes: 1 }));
  const alarms = stack.all('AWS::CloudWatch::Alarm');
  const metricsOf = (metrics: ReturnType<typeof list>): number =>
    Math.max(1, metrics.filter((metric) => at(metric, 'MetricStat') !== undefined).length);
  return {
    secrets: stack.all('AWS::SecretsManager::Secret').length,
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, { properties }) => sum + metricsOf(list(properties.Metrics)), 0),
    memoryMb: Object.fromEntries(
      stack.all('AWS::Lambda::Function').map((lambda) => [nameOf(lambda), Number(lambda.properties.MemorySize)]),
    ),
  };
}
