import type { Planned } from '../planned-checks.ts';
import type { Section, SectionResult } from '../section.ts';

/** Of small fleets more hours are planned, as chance plays a larger part. A small one needs no larger share. */
const FLEETS: Planned[] = [
  { endpoints: 100, sharePct: 50, hours: 24 },
  { endpoints: 1_000, sharePct: 50, hours: 24 },
  { endpoints: 10_000, sharePct: 50, hours: 6 },
  { endpoints: 10_000, sharePct: 100, hours: 6 },
  { endpoints: 100_000, sharePct: 50, hours: 2 },
  { endpoints: 100_000, sharePct: 100, hours: 2 },
];
const COUNTED = { endpoints: 50, hours: 2 };

export const awsCost: Section = {
  name: 'aws-cost',
  title: 'What AWS costs',

  async run({ seed }): Promise<SectionResult> {
    const { countHours } = await import('../counted-hours.ts');
    const { ASSUMED, monthlyCost, writesOfACheck } = await import('../monthly-cost.ts');
    const { plannedChecks } = await import('../planned-checks.ts');
    const { PRICES_AS_OF } = await import('../prices.ts');
    const { countStack } = await import('../stack-count.ts');
    const stack = await countStack();
    const counted = await countHours({ ...COUNTED, seed });
    const rows = FLEETS.map((fleet) => {
      const { endpoints, sharePct } = fleet;
      const { checksPerHour, newsShare } = plannedChecks(fleet, seed);
      const cost = monthlyCost(counted, stack, { endpoints, checksPerHour, newsShare, sharePct });
      return {
        endpoints,
        'share of the quota, %': sharePct,
        'checks an hour': Math.round(checksPerHour),
        'with news, %': Math.round(100 * newsShare),
        'requests to emnify a month': Math.round(cost.requests),
        'Lambda, USD': cost.lambda,
        'DynamoDB, USD': cost.dynamo,
        'CloudWatch, USD': cost.cloudWatch,
        'others, USD': cost.others,
        'a month, USD': cost.total,
        'for 1,000 endpoints, USD': (cost.total / endpoints) * 1000,
      };
    });
    const { units } = counted.stages.evaluate;
    const each = (number: number): string => (number / counted.checks).toFixed(1);
    return {
      rows,
      targets: [],
      notes: [
        `Computed, not billed: list prices in Frankfurt as of ${PRICES_AS_OF}, without free tiers, each with its source in \`test/bench/prices.ts\`.`,
        `Counted: ${COUNTED.hours} hours of ${COUNTED.endpoints} endpoints through production's use cases and adapters over DynamoDB's stand-in (${counted.checks} checks). A check reads ${each(units.reads)} units. One that finds something new writes ${writesOfACheck(counted, 1).toFixed(1)} units, for the last check of an endpoint has ${Math.round(units.checkBytes / units.checks)} bytes. One that finds nothing new writes ${writesOfACheck(counted, 0).toFixed(1)}. Each has five weeks of days, as most have after a while: many are longer than a KB, which is one unit more.`,
        `Counted in the synthesized template: ${stack.alarms} alarms on ${stack.alarmMetrics} metrics. There is no metric of our own.`,
        "Checks an hour are what production's plan grants with hourly sweeps and a share of emnify's 10 million requests a month: half of them, or all (`emnify: { requestShare: 100 }`).",
        `Assumed: an answer of emnify's takes ${ASSUMED.emnifyAnswer} s, AWS's calls of a run ${ASSUMED.awsCalls} s, a MB of last checks ${ASSUMED.page} s, what \`aggregate\` makes for the page ${(ASSUMED.view.secondsPerEndpoint * 1000).toFixed(2)} ms for each endpoint and ${ASSUMED.view.fullKb} KB a run, ${ASSUMED.pageViews.views} views of the page a month, and Lambda keeps a process of \`discover\` for ${ASSUMED.processHours} hours; cold starts, texts, mails beyond the daily report and data transfer are not in it.`,
      ],
    };
  },
};
