type Paint = (text: string) => string

/** Text set off; the text itself where there is no colour. */
export interface Style {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
}

const itself: Paint = (text) => text

/** Without colour. */
export const plainStyle: Style = {bold: itself, dim: itself, red: itself, green: itself, yellow: itself, cyan: itself}

/** With colour; chalk is loaded only here, for most runs write to a pipe. */
export async function colouredStyle(): Promise<Style> {
  const {Chalk, supportsColor} = await import('chalk')
  const chalk = new Chalk({level: supportsColor ? supportsColor.level : 1})
  const {bold, dim, red, green, yellow, cyan} = chalk
  return {bold, dim, red, green, yellow, cyan}
}
