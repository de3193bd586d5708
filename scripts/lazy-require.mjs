const topLevel = /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm

/**
 * oclif loads all of its modules before it does anything; most of them serve help, plugins and prompts. Each `const x_1 = require('y')` at the top of a
 * module becomes a function that requires when x_1 is first used. Worth 10 ms a start.
 */
export const lazyRequire = {
  name: 'lazy-require',
  transform: {
    filter: {id: /\/@oclif\/core\/lib\/.*\.js$/},
    handler(code) {
      const names = []
      const declared = code.replace(topLevel, (_line, name, load) => {
        names.push(name)
        return `var $$${name}; function $$load_${name}() { return $$${name} ??= ${load} }`
      })
      // each name is TypeScript's own invention (x_1), so that nothing else can be meant
      return names.reduce((text, name) => text.replaceAll(new RegExp(`(?<![$\\w.])${name}(?![\\w$])`, 'g'), `($$$$load_${name}())`), declared)
    },
  },
}
