import {commandsOf} from './raw-line.ts'

/** Commands whose words behind these are secrets. HAProxy takes several blanks for one, and passes on what stands behind `@1`. */
const secretWords = /^(\s*(?:@\S+\s+)*(?:(?:set|add)\s+ssl\s+\S+|set\s+(?:dynamic-cookie-key|var|table)(?:\s+\S+)?))\s.*$/s
/** Questions that are answered with secrets, or with what users sent: keys of sessions, requests with their cookies. */
const secretAnswers = /\b(?:show\s+(?:env|tls-keys|errors|table|events)|dump\s+ssl|get\s+var)\b/
/** Payloads that are no secrets: entries, which the commands for a single one show, too. */
const openPayload = /^\s*(?:@\S+\s+)*add\s+(?:map|acl)\s/

/** Most lines have none of these words: they are looked at no further. */
const mayBeSecret = /ssl|cookie-key|var|table/

/** A command line as it may be shown and kept: its secrets left out. */
export const shownLine = (text: string): string =>
  !mayBeSecret.test(text)
    ? text
    : commandsOf(text)
        .map((command) => command.replace(secretWords, '$1 …'))
        .join(';')

const tableKey = /\b((?:show|clear)\s+table\s+\S+\s+key)\s+(?:\\.|[^\s;])+/g

/** The same without keys of stick tables, which may be sessions of users: for what is sent on their behalf, and passed on in reports of bugs. */
export const wireLine = (text: string): string => shownLine(text).replace(tableKey, '$1 …')

/** Whether not even the beginning of the answer may be shown. What HAProxy refuses it repeats. */
export const answersSecrets = (text: string): boolean => secretAnswers.test(text) || shownLine(text) !== text

/** Whether not even the beginning of the payload may be shown. */
export const feedsSecrets = (text: string): boolean => !openPayload.test(commandsOf(text).at(-1) ?? '')
