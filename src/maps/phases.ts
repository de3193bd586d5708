/** In tenths. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

/** ms since then. @param start on the clock of `performance.now()` */
export const elapsed = (start: number): number => rounded(performance.now() - start)

/** How long each phase took, in ms, in the order in which they came. */
export class Phases {
  readonly times: Record<string, number> = {}

  async time<T>(phase: string, act: () => Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await act()
    } finally {
      this.times[phase] = rounded((this.times[phase] ?? 0) + performance.now() - start)
    }
  }
}
