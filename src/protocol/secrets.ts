/** Commands whose words behind these are secrets, and questions that are answered with secrets. */
const secretWords = /^(\s*(?:set|add) ssl \S+|\s*set (?:dynamic-cookie-key|var|table) ?\S*)\s.*$/
const secretAnswers = /\b(?:show env|show tls-keys|dump ssl)\b/

/** Most lines have none of these words: they are looked at no further. */
const mayBeSecret = /ssl|cookie-key|var|table/

/** A command line as it may be shown and kept: its secrets left out. */
export const shownLine = (text: string): string =>
  !mayBeSecret.test(text)
    ? text
    : text
        .split(/(?<!\\);/)
        .map((command) => command.replace(secretWords, '$1 …'))
        .join(';')

/** Whether not even the beginning of the answer may be shown. */
export const answersSecrets = (text: string): boolean => secretAnswers.test(text)
