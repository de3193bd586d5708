// C0, DEL and C1 drive a terminal, U+2028/2029 break lines, bidi controls make text look like another
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/
const allControls = new RegExp(controls.source, 'g')
const names: Readonly<Record<string, string>> = {'\t': '\\t', '\n': '\\n', '\r': '\\r'}

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  return names[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`)
}

/** Text that cannot drive the terminal: what came from HAProxy or from a file is shown, never obeyed. */
export const withoutControls = (text: string): string => (controls.test(text) ? text.replace(allControls, escaped) : text)

/** The same for text of several lines, whose line ends stay. */
export const linesWithoutControls = (text: string): string => text.split('\n').map(withoutControls).join('\n')

/** The same for what HAProxy answers, whose tabs part columns. */
export const answerWithoutControls = (text: string): string => text.split('\t').map(linesWithoutControls).join('\t')

// oxlint-disable-next-line no-control-regex -- colours begin with ESC
const colour = /(\u001b\[[\d;]*m)/

/** The same for text that we have coloured ourselves: colours and line ends stay. */
export const colouredWithoutControls = (text: string): string =>
  text
    .split(colour)
    .map((part, index) => (index % 2 === 1 ? part : linesWithoutControls(part)))
    .join('')
