/** The alarms of the stack say the same as the watchdog where both watch the same. */
export { conditionTitled } from '../domain/watchdog/conditions.ts';
