import Sequencer from '@jest/test-sequencer';

/** What takes longest, so that no processor is idle while the last of them ends. */
const LONGEST = [
  /\/pipeline\/stories\/stories/,
  /\/bench\/forecasts\//,
  /\/bench\/months/,
  /\/pipeline\/faults\//,
  /\/infra\/app\./,
  /\/pipeline\/e2e\//,
  /\/pipeline\/(browser|watchdog)\//,
  /\/infra\/local\/cli\/doctor/,
  /\/infra\/(constructs|cost-alert-stack)/,
];

const rank = ({ path }) => {
  const place = LONGEST.findIndex((pattern) => pattern.test(path));
  return place < 0 ? LONGEST.length : place;
};

/** A fresh clone has no record of how long its tests take; then Jest goes by the size of their files. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
}
