/** A game in a process of its own. Gets it as a message, and answers with its figures. */
import { figuresOf } from './figures.ts';
import { play } from './play.ts';

process.once('message', (game: Parameters<typeof play>[0]) => {
  process.send?.(figuresOf(play(game).month), () => process.exit());
});
