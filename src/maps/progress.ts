/** Where a long action stands. */
export interface ProgressStep {
  readonly phase: string
  /** The source that this is about, where there are several. */
  readonly subject?: string
  readonly done?: number
  readonly total?: number
  readonly unit?: string
}

/** Told as things go on; everything is optional to hear. */
export interface Listener {
  readonly progress?: ((step: ProgressStep) => void) | undefined
  /** What a person should know although it stops nothing. */
  readonly caution?: ((text: string) => void) | undefined
}
