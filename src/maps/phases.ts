/** How long each phase took, in ms, in the order in which they came. */
export class Phases {
  readonly times: Record<string, number> = {}

  async time<T>(phase: string, act: () => Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await act()
    } finally {
      this.times[phase] = Math.round(((this.times[phase] ?? 0) + performance.now() - start) * 10) / 10
    }
  }
}
