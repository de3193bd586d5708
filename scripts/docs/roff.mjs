// The few requests of man(7) that a page of commands needs.

const escaped = (text) => text.replaceAll('\\', String.raw`\e`).replaceAll('-', String.raw`\-`)

/** Never taken for a request. */
const guarded = (line) => line.replace(/^(?=[.'])/, String.raw`\&`)

export const bold = (text) => String.raw`\fB${escaped(text)}\fR`

/** Text in which backticks mean code. */
export const paragraph = (text) =>
  text
    .split('\n')
    .map((line) =>
      guarded(
        line
          .split(/`([^`]*)`/)
          .map((part, index) => (index % 2 === 1 ? bold(part) : escaped(part)))
          .join(''),
      ),
    )
    .join('\n')

const quoted = (words) => words.map((word) => `"${escaped(word).replaceAll('"', String.raw`\(dq`)}"`).join(' ')

export const title = (...words) => `.TH ${quoted(words)}`
export const section = (name, ...parts) => [`.SH ${quoted([name])}`, ...parts].join('\n')
export const subsection = (name, ...parts) => [`.SS ${quoted([name])}`, ...parts].join('\n')
export const item = (term, meaning) => `.TP\n${bold(term)}\n${paragraph(meaning)}`
export const literal = (lines) => ['.PP', '.RS 4', '.nf', ...lines.map((line) => guarded(escaped(line))), '.fi', '.RE'].join('\n')
export const apart = (text) => `.PP\n${text}`
