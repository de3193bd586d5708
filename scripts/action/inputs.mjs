import {Refused} from './runner.mjs'

/** The inputs of action.yml. @throws Refused */
export function readInputs(env) {
  const given = (name) => (env[`INPUT_${name}`] ?? '').trim()
  const flag = (name) => {
    const value = given(name) || 'false'
    if (value !== 'true' && value !== 'false') throw new Refused(`${inputName(name)} takes true or false, not ${JSON.stringify(value)}`)
    return value === 'true'
  }
  const files = [...linesOf('map', given('MAPS'), given('MAP_FOLDER')), ...linesOf('acl', given('ACLS'), given('ACL_FOLDER'))]
  if (files.length === 0) throw new Refused('neither maps nor acls names a file')
  return {
    files,
    dryRun: flag('DRY_RUN'),
    failOnChange: flag('FAIL_ON_CHANGE'),
    backupFolder: given('BACKUP_FOLDER'),
    hactl: given('HACTL'),
    /** Of each hactl. */
    flags: [
      ...flagOf('--socket', given('SOCKET')),
      ...flagOf('--context', given('CONTEXT')),
      ...flagOf('--require-entries', given('REQUIRE_ENTRIES')),
      ...flagOf('--max-change', given('MAX_CHANGE')),
      ...(flag('ALLOW_EMPTY') ? ['--allow-empty'] : []),
      ...(flag('SAVE') ? ['--save'] : []),
      ...more(given('OPTIONS')),
    ],
  }
}

/** What the action itself says to hactl. */
const own = /^(?:--(?:map|acl|each|dry-run|exit-code|wire|backup|output|json|fields|query|quiet|help)\b|-[moqh])/

function more(options) {
  const words = options.split(/\s+/).filter(Boolean)
  const ours = words.find((word) => own.test(word))
  if (ours !== undefined) throw new Refused(`options does not take ${ours}: see the inputs of the action`)
  return words
}

const inputName = (name) => name.toLowerCase().replaceAll('_', '-')

/** In one word, so that a value that begins with a dash is no flag. */
const flagOf = (name, value) => (value === '' ? [] : [`${name}=${value}`])

/** What each line names: a file or a folder, and perhaps the map or ACL that it stands for. @param noun map or acl, as a topic of hactl */
const linesOf = (noun, text, folder) =>
  text.split('\n').flatMap((line) => {
    const [file, name, ...rest] = line.split(/\s+=>\s+/).map((part) => part.trim())
    if (file === '') return []
    if (name === '' || rest.length > 0) throw new Refused(`${noun}s takes FILE or FILE => ${noun.toUpperCase()} in a line, not ${JSON.stringify(line.trim())}`)
    return [{noun, file, name, folder}]
  })
