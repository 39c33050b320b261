import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Figures } from './figures.ts';
import type { Game } from './play.ts';

/** Plays as many games at once as there are processors, the first ones first. @returns the figures, in the same order */
export async function playAll(games: Game[]): Promise<Figures[]> {
  const figures: Figures[] = [];
  const left = games.entries();
  const playOn = async (): Promise<void> => {
    for (const [index, game] of left) figures[index] = await playAside(game);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, playOn));
  return figures;
}

/** Uses a process and not a thread, so that its memory does not count in later measurements. */
async function playAside(game: Game): Promise<Figures> {
  const child = fork(`${import.meta.dirname}/game-process.ts`, [], { execArgv: [] });
  child.send(game);
  return await new Promise((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as Figures));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the game ended with ${code}`)));
  });
}
