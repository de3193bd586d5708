import type {LabHaproxy} from '../haproxy/lab.ts'

/** One word of a command line. */
const escaped = (text: string): string => text.replaceAll(/[\\ \t;]/g, '\\$&')

/** Whether HAProxy takes a key, latin1, for a map as it runs: a plain `add map` tells. */
export async function accepts(haproxy: LabHaproxy, map: string, key: string): Promise<boolean> {
  const answer = String(await haproxy.exchange(Buffer.from(`add map ${haproxy.file(map)} ${escaped(key)} value\n`, 'latin1')))
  if (answer === '\n') return true
  if (/^'.*' is not a |^regex '/s.test(answer)) return false
  throw new Error(`neither taken nor refused: ${JSON.stringify(key)} ${JSON.stringify(answer)}`)
}

/** Words of several lines, told apart by one blank. */
const words = (...lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' '))

/** Addresses and networks that one reader or another would take. */
export const oddIpKeys = words(
  '10.0.0.0/255.0.0.0 10.0.0.0/255.0.255.0 10.0.0.0/0.0.0.255 1.2.3.4/0.0.0.0 1.2.3.4/255.0.0 1.2.3.4/255.255.255.256 10.1 10 0x0a000001',
  '010.0.0.1 10.0.0.01 10.0.0.1 10.0.0.1/32 10.0.0.1/33 10.0.0.1/0 10.0.0.1/-1 10.0.0.1/-0 1.2.3.4/+8 1.2.3.4/08 1.2.3.4/0x8 1.2.3.4/4294967304',
  '1.2.3.4/-4294967288 1.2.3.4/9223372036854775808 1.2.3.4/-9223372036854775808 1.2.3.4/-9223372036854775809 1.2.3.4/8. 1.2.3.4/ 1.2.3.4/8/8 /8',
  '256.0.0.1 1.2.3.4. .1.2.3.4 1..2.3 1.2.3.4:80 1.2.3.4/\f8 1.2.3.4/\v+8 1.2.3.4/8\f 1.2.3.4/+ 1.2.3.4/+-8 :: ::/0 ::1/64 ::1/128 ::1/129 ::1/',
  '::1/+64 ::1/-1 ::1/-0 ::1/0128 ::1/\f8 ::1/255.0.0.0 ::1/ffff:: ::1/64/64 [::1] ::1/4294967304 ::1/9223372036854775807',
  '::1/9223372036854775808 ::1/-9223372036854775808 ::1/-18446744073709551608 ::1/18446744073709551616 ::ffff:1.2.3.4 ::ffff:1.2.3.4/104',
  '::1.2.3.4 1::1.2.3.4 1:2:3:4:5:6:1.2.3.4 1:2:3:4:5:6:7:1.2.3.4 1:2:3:4:5::1.2.3.4 1:2:3:4:5:6::1.2.3.4 ::01.2.3.4 1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 1::2::3 00001:: 12345:: FE80::1 :1 1: 1::: ::: fe80::1%eth0 fe80::1%1 localhost',
  'localhost/8 example.com a * 0.0.0.0 255.255.255.255/1 -1 1.2.3.4/32x 1.2.3.4/\u00d9\u00a8 \u00ff',
)

/** Numbers and ranges that one reader or another would take. */
export const oddIntKeys = words(
  '7 -5 --5 ---5 0x10 05 00 -0 +5 5+ 1.5 abc 1e3 \f5 5\f \u00d9\u00a3 00000000000000000000000000000001 9223372036854775807 9223372036854775808',
  '9223372036854775810 -9223372036854775808 -9223372036854775809 18446744073709551616 92233720368547758070 1:10 1-10 1: 1- :10 : - -- -: :-',
  '10:1 5:5 1:-5 1--5 -5:5 -5--1 :-5 ::5 1::5 1:2:3 0: 1:a a:1 1:- -:1 5:- 9223372036854775807:9223372036854775807 0:9223372036854775807',
  '1:9223372036854775808 9223372036854775808: 9223372036854775807: :9223372036854775807 -9223372036854775808: :-9223372036854775808',
  ':-9223372036854775809 :18446744073709551617 1:00009223372036854775807',
)

/** Regular expressions, some of them wrong for PCRE. */
export const oddExpressions = words(
  '^a (?i)abc a++b (?<=a)b (?<!a)b (?=a) (?P<n>a) (?<n>a) \\d+ \\Qa.b\\E [[:alpha:]] (?>a)b (?#c) a| | () []a] a{,3} \\p{L} (*UTF8)\u00c3\u00a9',
  '\u00c3\u00a9 \u00ff \\xff (?x)a (?R) \\C (*ANY) #a " << ; \\; x( [a a{2,1} * + ? a** \\ \\k \\1 (a)\\1 ) a{65536} (?1) [z-a] (?<=a+)b (?',
)
