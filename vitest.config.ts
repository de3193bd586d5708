import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    disableConsoleIntercept: true,
    pool: 'forks',
    // most of them wait for HAProxy: on two cores the default would be one
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // a second, the default, is less than a process needs to start on a busy machine
    expect: {poll: {timeout: 20_000}},
  },
})
