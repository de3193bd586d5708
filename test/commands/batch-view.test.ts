import {expect, test} from 'vitest'
import {batchLineText} from '../../src/commands/base/batch-view.ts'
import {colouredWithoutControls} from '../../src/render/controls.ts'
import {plainStyle} from '../../src/terminal/style.ts'

test('of a batch the terminal obeys our colours, and none of a command or an answer', () => {
  const style = {...plainStyle, dim: (text: string) => `\u001B[2m${text}\u001B[22m`}
  const row = {line: 1, command: 'get map m \u001B[8mk', ok: true, severity: null, text: 'value="\u001B[8mhidden"\nsecond\n', ms: 1}
  expect(colouredWithoutControls(batchLineText(row, style))).toBe('\u001B[2m1: get map m \\x1b[8mk\u001B[22m\nvalue="\\x1b[8mhidden"\nsecond\n')
})
