import {describe, expect, test} from 'vitest'
import {masked} from '../../src/index.ts'

describe('a variable', () => {
  test.each([
    ['DB_PASSWORD', 'x'],
    ['API_TOKEN', 'hunter2'],
    ['AWS_SECRET_ACCESS_KEY', 'abc'],
    ['apiKey', '1'],
    ['TLS_KEY', 'x'],
    ['KEY', 'x'],
    ['NPM_AUTH', 'x'],
    ['CERT', '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----'],
    ['X', 'ghp0123456789abcdefghijklmnop'],
    ['X', 'eyJhbGciOiJIUzI1NiJ9aaaaaaaa.eyJzdWIiOiIxIn0.c2ln'],
  ])('%s=%s is hidden', (name, value) => {
    expect(masked({name, value})).toEqual({name, value: '***', masked: true})
  })

  test.each([
    ['PATH', '/usr/local/sbin:/usr/bin:/opt/a1b2c3d4e5f6a7b8c9d0e1f2/bin'],
    ['PWD', '/tmp'],
    ['LANG', 'C.UTF-8'],
    ['HAPROXY_KEYLOG_FC_LOG_FMT', 'CLIENT_RANDOM %[ssl_fc_client_random,hex]'],
    ['KEYBOARD', 'de'],
    ['API_TOKEN', ''],
    ['VERSION', '3.4.7-1'],
  ])('%s=%s is shown', (name, value) => {
    expect(masked({name, value})).toEqual({name, value, masked: false})
  })

  test('with a password in an address loses only that', () => {
    expect(masked({name: 'DB', value: 'postgres://app:s3cret@db:5432/x'})).toEqual({name: 'DB', value: 'postgres://app:***@db:5432/x', masked: true})
  })
})
