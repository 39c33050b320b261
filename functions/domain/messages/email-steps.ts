import type { FaultKind } from '../costs/data-fault.ts';
import type { Scope } from '../costs/scope.ts';
import type { SpendAlert } from '../judging/alert.ts';
import { oneLine } from '../values/text.ts';

/** What a person can do about an amount, by whose it is. */
export const STEPS: Record<Scope['kind'], (alert: SpendAlert) => string[]> = {
  endpoint: ({ scope, budget }) => [
    `Look at the device in the emnify Portal (${identity(scope)}).`,
    `Expected? Raise the limit of budget "${budget}" in budgets.yaml, give the device a budget of its own, or mute it until a date (mutes: in the same file); then deploy.`,
    'Not expected? Disable the endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
  ],
  group: ({ budget }) => [
    'Look for the dearest devices of the group: the daily report and the emnify Portal list them.',
    `Expected? Raise the limit of budget "${budget}" in budgets.yaml, or mute the budget until a date (mutes: in the same file); then deploy.`,
    'Not expected? Disable the endpoints that cost most in the Portal to stop their traffic.',
  ],
  organisation: ({ budget }) => [
    `Ask emnify's support for a higher monthly cost limit before it is reached: at its own limit emnify closes the sessions of the whole fleet.`,
    `Expected? Raise the limit of budget "${budget}" in budgets.yaml, where it is yours, and deploy.`,
    'Not expected? Look for the dearest devices: the daily report lists them. The total includes child organisations.',
  ],
};

/** What helps against a fault. */
export const FAULT_REMEDIES: Record<FaultKind, (budget: string) => string> = {
  'cost-unavailable': () =>
    'With an inclusive tariff this stays so: limit its volume at emnify instead. Otherwise ask emnify for the missing cost.',
  'currency-mismatch': () =>
    'Costs of two currencies are never added. Ask emnify for one currency, or give this device a limit at emnify.',
  stale: () => 'Its cost is higher than what is shown. Ask emnify why the figures stand still.',
  'limit-unreadable': (budget) =>
    `Write the amount after the tag's "=" with a point and nothing else, such as 7.50. Until then the limit of budget "${budget}" holds.`,
  'limit-unavailable': (budget) =>
    `Ask emnify for your monthly cost limit, and write it as the limit of budget "${budget}" in budgets.yaml.`,
  unjudged: () =>
    'Costs of these endpoints are not seen now, so no alert comes for them. Compare one of them with the Portal; where it answers with HTTP 403, give the token of this tool the right to read statistics. Otherwise ask emnify.',
};

/** What to do about many devices at once. */
export const DIGEST_STEPS = [
  'Look at these devices in the emnify Portal, from the top of the list.',
  'Expected? Raise the limit of the budget in budgets.yaml, give the devices a budget of their own, or mute them until a date; then deploy.',
  'Not expected? Disable an endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
];

/** What to do where one cause is likelier than so many. */
export const CHECK_STEPS = [
  'Compare one device of the list with its figures in the emnify Portal.',
  'Right there? Then look for what happened to all of them: an update, a new tariff, a limit in budgets.yaml that is too low.',
  'Wrong there? Ask emnify; nothing of this list is told again, so watch the fleet until it is right.',
];

/** How the emnify Portal and a person on the phone call it. */
export function identity({ kind, id, iccid }: Scope): string {
  if (kind !== 'endpoint') return kind === 'group' ? `group ${id}` : 'your organisation';
  return oneLine(`endpoint ${id}${iccid ? `, ICCID ...${iccid.slice(-4)}` : ''}`);
}
