import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {run} from './run.mjs'

/** Where Debian carries each HAProxy: lists of suites to take together, the first that has the version wins. */
export const suitesOf = {
  2.2: [['bullseye']],
  2.6: [['bookworm']],
  '3.0': [['trixie']],
  3.2: [['forky'], ['sid']],
  3.4: [['sid', 'experimental']], // haproxy by its pin, libraries from sid: experimental is never preferred
}

const debianSuites = 'bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable'

/** The address of Debian's archive: HACTL_DEBIAN, or what the machine's own apt sources name, whether or not they were ever updated. */
export async function debianArchive() {
  if (process.env.HACTL_DEBIAN) return process.env.HACTL_DEBIAN
  const named = await run('apt-get', ['update', '--print-uris', '-o', 'Dir::State::Lists=/nonexistent', '-o', 'Debug::NoLocking=1'])
  const archive = new RegExp(`^'(\\S+?)/dists/(?:${debianSuites})/main/binary-`, 'm').exec(named)?.[1]
  if (!archive) throw new Error('no Debian archive in the apt sources of this machine; HACTL_DEBIAN can name one')
  return archive
}

/** An apt of our own in `folder`, which knows these suites only; the machine's apt and its state stay as they are. */
export async function openSuites(folder, archive, suites, version) {
  for (const part of ['lists/partial', 'archives/partial']) mkdirSync(join(folder, part), {recursive: true})
  const config = join(folder, 'apt.conf')
  writeFileSync(config, aptConfig(folder))
  writeFileSync(join(folder, 'sources.list'), suites.map((suite) => `deb [target=Packages${signedBy()}] ${archive} ${suite} main\n`).join(''))
  writeFileSync(join(folder, 'preferences'), `Package: haproxy\nPin: version ${version}.*\nPin-Priority: 1001\n`)
  await run('apt-get', ['-c', config, '-q', 'update'])
  return {
    /** The package's version in these suites. */
    candidate: async (name) => /Candidate: (\S+)/.exec(await run('apt-cache', ['-c', config, 'policy', name]))?.[1],
    /** These packages and all libraries that they need. */
    closure: async (names) => closureOf(await run('apt-cache', ['-c', config, 'depends', '--recurse', '--important', ...names]), names),
    download: (names, to) => run('apt-get', ['-c', config, '-q', 'download', ...names], {cwd: to}),
  }
}

/** Read after the machine's own settings (its proxy counts), without what they do to the machine after an update. */
const aptConfig = (folder) => `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "${folder}/preferences";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "${folder}";
Dir::State::lists "${folder}/lists";
Dir::State::status "/dev/null";
Dir::Cache "${folder}";
Dir::Cache::archives "${folder}/archives";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Debug::NoLocking "true";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
`

/** Signatures are checked by Debian's keyring, or by the keys that apt trusts where there is none. */
function signedBy() {
  const keyrings = ['gpg', 'pgp'].map((ending) => `/usr/share/keyrings/debian-archive-keyring.${ending}`).filter((file) => existsSync(file))
  return keyrings.length > 0 ? ` signed-by=${keyrings[0]}` : ''
}

/** From `apt-cache depends`: a package in the first column, what it needs below it. Only libraries are followed. */
function closureOf(depends, names) {
  const needs = new Map()
  for (const line of depends.split('\n')) {
    const library = /^ +\|?(?:Pre)?Depends: ((?:lib|zlib)\S+)/.exec(line)?.[1]
    if (/^[a-z0-9]/.test(line)) needs.set(line, [])
    else if (library) [...needs.values()].at(-1).push(library)
  }
  const closure = new Set(names)
  for (const name of closure) for (const library of needs.get(name) ?? []) closure.add(library)
  return [...closure]
}
