import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {answerOf, labFolder} from './folder.mjs'
import {bindToRoot, intoPlace, unpackDebs} from './root.mjs'
import {openSuites} from './suite.mjs'

const home = () => join(labFolder(), 'ansible')
const python = 'usr/bin/python3.11'
const playbook = 'usr/bin/ansible-playbook'

/** What ansible-core of bookworm needs to play on the machine that it is on: no ssh, no documentation, no galaxy. */
const packages = [
  'ansible-core',
  'libpython3.11-minimal',
  'libpython3.11-stdlib',
  'patchelf',
  'python3-cffi-backend',
  'python3-cryptography',
  'python3-distutils',
  'python3-jinja2',
  'python3-markupsafe',
  'python3-packaging',
  'python3-pkg-resources',
  'python3-resolvelib',
  'python3-yaml',
  'python3.11-minimal',
]

/** The ansible-core that the playbook of docs/ci.md is played with, or undefined. */
export function findAnsible() {
  const found = {python: join(home(), python), playbook: join(home(), playbook)}
  const said = existsSync(found.playbook) && answerOf(found.python, [found.playbook, '--version'])
  const version = said && /\[core ([\d.]+)\]/.exec(said)?.[1]
  return version ? {...found, version} : undefined
}

/** Brings it into the lab. */
export async function installAnsible(archive) {
  await intoPlace('ansible', home(), async (workplace, root) => {
    const apt = await openSuites(join(workplace, 'apt'), archive, ['bookworm'], '0')
    await unpackDebs(apt, packages, join(workplace, 'apt/debs'), root)
    await bindToRoot(root, home(), [python])
  })
}
