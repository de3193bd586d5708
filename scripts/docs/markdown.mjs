/** Text that is no markup, but for what stands between backticks. */
export const prose = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\*<>[\]]/g, '\\$&').replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')))
    .join('')

export const code = (text) => `\`${text}\``

/** @param rows of Markdown */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

export const block = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``

/** Blocks of a page, those that are empty left out. */
export const page = (...blocks) => `${blocks.filter(Boolean).join('\n\n')}\n`

export const madeBy = '<!-- made by `npm run docs`; what is changed here is lost -->'
