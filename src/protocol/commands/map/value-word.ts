import {emptyWord, type WireText, wireText, word} from '../../word.ts'

/** The value of an entry, which a file may leave empty, and a command line may not. @throws HactlError `word-invalid` */
export function valueWord(value: string | Uint8Array): WireText {
  if (wireText(value) === '') throw emptyWord('an entry with an empty value can come from a file: hactl map sync')
  return word(value)
}
