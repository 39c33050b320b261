import { parseArgs } from 'node:util';
import { figuresOf } from './figures.ts';
import { type Game, play } from './play.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';

const HELP = `Plays a month of a fleet on a virtual clock, and says what came of it.

  node test/bench/months/main.ts --endpoints 10000 --seed 1 --way plan       (or naive)
  node test/bench/months/main.ts --endpoints 1000000 --days 3
  node test/bench/months/main.ts --scenario children                         (${Object.keys(SCENARIOS).join(', ')})
`;

const { values } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '30' },
    way: { type: 'string', default: 'plan' },
    scenario: { type: 'string', default: 'usual' },
    help: { type: 'boolean', default: false },
  },
});

/** @throws naming the option, its value and what it takes */
function gameOf(): Game {
  const { way, scenario } = values;
  const whole = (name: 'endpoints' | 'seed' | 'days'): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < 1)
      throw new Error(`--${name} is "${values[name]}": write a whole number.`);
    return number;
  };
  if (way !== 'plan' && way !== 'naive') throw new Error(`--way is "${way}": write plan or naive.`);
  if (!(scenario in SCENARIOS)) throw new Error(`--scenario is "${scenario}": ${Object.keys(SCENARIOS).join(', ')}.`);
  return {
    way,
    endpoints: whole('endpoints'),
    seed: whole('seed'),
    days: whole('days'),
    scenario: scenario as ScenarioName,
  };
}

function answer(): unknown {
  const game = gameOf();
  const { month, verdicts, reasons } = play(game);
  return { ...game, ...figuresOf(month), verdicts, reasons };
}

try {
  process.stdout.write(values.help ? HELP : `${JSON.stringify(answer(), null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
