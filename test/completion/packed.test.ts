import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/commands.mjs'

test('the package that is published has all that completion needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hactl-packed-'))
  try {
    const run = (program: string, ...args: readonly string[]) => spawnSync(program, args, {cwd: folder, encoding: 'utf8', timeout: 60_000})
    expect(run('npm', 'pack', root, '--ignore-scripts').status).toBe(0)
    expect(run('sh', '-c', 'tar xzf hactl-*.tgz').status).toBe(0)
    const script = join(folder, 'package/bin/run.js')
    expect(run(process.execPath, script, 'completion', 'fish').stdout).toContain('complete -c hactl')
    expect(run(process.execPath, script, '__complete', 'zsh', 'map', 'sy').stdout).toMatch(/^words\nsync\t/)
    // asks nobody, and needs the files for that all the same
    expect(run(process.execPath, script, '__complete', 'zsh', '-s', '/nowhere.sock', 'server', 'drain', '').stdout).toBe('words\n')
  } finally {
    rmSync(folder, {recursive: true})
  }
})
