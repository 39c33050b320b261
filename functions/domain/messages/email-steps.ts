import type { FaultKind } from '../costs/data-fault.ts';
import type { Scope } from '../costs/scope.ts';
import type { SpendAlert } from '../judging/alert.ts';
import { oneLine } from '../values/text.ts';

/** What a recipient can do about an amount, by its scope. */
export const STEPS: Record<Scope['kind'], (alert: SpendAlert) => string[]> = {
  endpoint: ({ scope, budget }) => [
    `Check the device in the emnify Portal (${identity(scope)}).`,
    `Expected? Raise the limit of budget "${budget}" in budgets.yaml, give the device a budget of its own, or mute it until a date (mutes: in the same file); then deploy.`,
    'Not expected? Disable the endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
  ],
  group: ({ budget }) => [
    'Find the most expensive devices of the group: the daily report and the emnify Portal list them.',
    `Expected? Raise the limit of budget "${budget}" in budgets.yaml, or mute the budget until a date (mutes: in the same file); then deploy.`,
    'Not expected? Disable the endpoints that cost most in the Portal to stop their traffic.',
  ],
  organisation: ({ budget }) => [
    `Ask emnify support for a higher monthly cost limit before it is reached: at that limit emnify closes the sessions of the whole fleet.`,
    `Expected? Raise the limit of budget "${budget}" in budgets.yaml, if it is set there, and deploy.`,
    'Not expected? Find the most expensive devices: the daily report lists them. The total includes child organisations.',
  ],
};

/** What a recipient can do about a fault. */
export const FAULT_REMEDIES: Record<FaultKind, (budget: string) => string> = {
  'cost-unavailable': () =>
    'With an inclusive tariff this is normal: limit the volume at emnify instead. Otherwise ask emnify for the missing cost.',
  'currency-mismatch': () =>
    'Costs in different currencies are never added up. Ask emnify to bill in one currency, or give this device a limit at emnify.',
  stale: () => 'The real cost is higher than the cost shown. Ask emnify why the figures are not updating.',
  'limit-unreadable': (budget) =>
    `Write the amount after the tag's "=" with a decimal point and nothing else, such as 7.50. Until then the limit of budget "${budget}" applies.`,
  'limit-unavailable': (budget) =>
    `Ask emnify for your monthly cost limit, and write it as the limit of budget "${budget}" in budgets.yaml.`,
  unjudged: () =>
    'The costs of these endpoints are unknown at the moment, so they raise no alerts. Compare one of them with the Portal. If emnify answers with HTTP 403, give the token of this tool the right to read statistics; otherwise ask emnify.',
};

/** What a recipient can do about many devices at once. */
export const DIGEST_STEPS = [
  'Check these devices in the emnify Portal, starting at the top of the list.',
  'Expected? Raise the limit of the budget in budgets.yaml, give the devices a budget of their own, or mute them until a date; then deploy.',
  'Not expected? Disable an endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
];

/** What a recipient can do where one common cause is likely. */
export const CHECK_STEPS = [
  'Compare one device of the list with its figures in the emnify Portal.',
  'Right there? Then find what changed for all of them: an update, a new tariff, or a limit in budgets.yaml that is too low.',
  'Wrong there? Ask emnify. The alerts of this list are not sent again, so watch the fleet until the figures are right.',
];

/** The name of a scope in the emnify Portal and on the phone. */
export function identity({ kind, id, iccid }: Scope): string {
  if (kind !== 'endpoint') return kind === 'group' ? `group ${id}` : 'your organisation';
  return oneLine(`endpoint ${id}${iccid ? `, ICCID ...${iccid.slice(-4)}` : ''}`);
}
