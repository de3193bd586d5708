/** A declaration that loads when `name` is first used, and what to write where it is used. */
const lazily = (name, load) => `var kept_${name}; function load_${name}() { return kept_${name} ??= ${load} }`
const withCalls = (code, names) => names.reduce((text, name) => text.replaceAll(new RegExp(`(?<![$\\w.])${name}(?![$\\w])`, 'g'), `(load_${name}())`), code)

const oclifLine = /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm

/**
 * oclif loads all of its modules before it does anything; most of them serve help, plugins and prompts. Each `const x_1 = require('y')` at the top of a
 * module becomes a function that requires when x_1 is first used. Such names are TypeScript's own inventions, so that nothing else can be meant.
 */
export const lazyRequire = {
  name: 'lazy-require',
  transform: {
    filter: {id: /\/@oclif\/core\/lib\/.*\.js$/},
    handler(code) {
      const names = [...code.matchAll(oclifLine)].map(([, name]) => name)
      // the declarations last: they hold the names too
      const bare = code.replace(oclifLine, '')
      const declarations = [...code.matchAll(oclifLine)].map(([, name, load]) => lazily(name, load))
      return withCalls(bare, names).replace('"use strict";', `"use strict"; ${declarations.join(' ')}`)
    },
  },
}

const builtinLine = /^let (node_\w+) = require\("(node:[\w/]+)"\);\n/gm

/** The same for Node's own modules in each chunk: `map list` needs no crypto, and `version --client` no net. */
export const lazyBuiltins = {
  name: 'lazy-builtins',
  renderChunk(code) {
    // a default import is assigned once more, at once
    const found = [...code.matchAll(builtinLine)].filter(([, name]) => !new RegExp(`^${name} = `, 'm').test(code))
    const bare = found.reduce((text, [line]) => text.replace(line, ''), code)
    const declarations = found.map(([, name, target]) => `${lazily(name, `require("${target}")`)}\n`)
    return `${declarations.join('')}${withCalls(
      bare,
      found.map(([, name]) => name),
    )}`
  },
}
