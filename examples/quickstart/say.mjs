const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
const paint = (code) => (text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text)

export const bold = paint('1')
export const dim = paint('2')
const green = paint('32')

export const say = (text = '') => void process.stdout.write(`${text}\n`)
export const heading = (text) => say(`\n${bold(text)}`)
/** A claim that was checked. */
export const proved = (text) => say(`${green('✓')} ${text}`)
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** Rows with their columns aligned. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)))
  rows.forEach((row, index) => {
    const text = row.map((cell, column) => String(cell).padEnd(widths[column])).join('  ')
    say(`  ${index === 0 ? dim(text.trimEnd()) : text.trimEnd()}`)
  })
}

/** What the demonstration says must be so; where it is not, it ends here. */
export function require(holds, claim) {
  if (!holds) throw new Error(`not as expected: ${claim}`)
}
