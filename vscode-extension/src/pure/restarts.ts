// When a server that died is started again: at once at first, then ever later, then no more.

export const WINDOW = 180_000; // milliseconds that a death counts
export const MOST = 6; // deaths within it, then we give up
const FIRST_DELAY = 250;

export class Restarts {
  private deaths: number[] = [];
  /** How often it died at all. */
  all = 0;

  /** The milliseconds to wait before the next start; undefined: give up. */
  died(now: number): number | undefined {
    this.all += 1;
    this.deaths = [...this.deaths.filter((each) => now - each < WINDOW), now];
    if (this.deaths.length >= MOST) {
      return undefined;
    }
    return FIRST_DELAY * 2 ** (this.deaths.length - 1);
  }

  /** The user asked for a fresh start. */
  forget(): void {
    this.deaths = [];
  }
}
