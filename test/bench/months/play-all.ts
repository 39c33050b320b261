import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
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

async function playAside(game: Game): Promise<Figures> {
  const worker = new Worker(new URL('game-worker.ts', import.meta.url), { workerData: game });
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the game ended with ${code}`)));
  });
}
