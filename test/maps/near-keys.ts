import fc from 'fast-check'

const byte = fc.oneof(
  {weight: 5, arbitrary: fc.integer({min: 0, max: 255}).map(String)},
  {weight: 1, arbitrary: fc.constantFrom('256', '00', '01', '', '-1', '+1', '0x1', '999')},
)
const dotted = fc.array(byte, {minLength: 3, maxLength: 5}).map((parts) => parts.join('.'))
const ipv4 = fc.oneof({weight: 4, arbitrary: fc.ipV4()}, {weight: 2, arbitrary: dotted}, {weight: 1, arbitrary: fc.constant('')})

const group = fc.oneof(
  {weight: 6, arbitrary: fc.integer({min: 0, max: 0xffff}).map((value) => value.toString(16))},
  {weight: 1, arbitrary: fc.constantFrom('', '00001', 'g', '0000', 'FFFF', '::')},
)
const grouped = fc
  .tuple(
    fc.array(group, {maxLength: 9}).map((parts) => parts.join(':')),
    fc.constantFrom('', '', '', '::', ':', ':1.2.3.4', '1.2.3.4', '%eth0'),
  )
  .map((parts) => parts.join(''))
const ipv6 = fc.oneof({weight: 3, arbitrary: fc.ipV6()}, {weight: 2, arbitrary: grouped})

const edge = fc.constantFrom(0n, 8n, 32n, 33n, 64n, 128n, 129n, 2n ** 31n, 2n ** 32n, 2n ** 32n + 24n, 2n ** 63n, 2n ** 64n)
/** A number near a border of something. */
const edgeNumber = fc
  .tuple(edge, fc.integer({min: -2, max: 2}), fc.boolean())
  .map(([value, off, negative]) => (negative ? -(value + BigInt(off)) : value + BigInt(off)).toString())
const length = fc
  .tuple(fc.constantFrom('', '', '', '+', '-', '\f', '\v', '0', '0x'), edgeNumber, fc.constantFrom('', '', '', '.', 'x', '\f'))
  .map((parts) => parts.join(''))
const mask = fc.oneof({weight: 3, arbitrary: length}, {weight: 1, arbitrary: fc.ipV4()}, {weight: 1, arbitrary: dotted}, {weight: 1, arbitrary: fc.ipV6()})

const noEmpty = (key: string) => key || '0'

/** Keys of an ip map, about half of which HAProxy takes. */
export const nearlyIpKey = fc
  .tuple(fc.oneof(ipv4, ipv6), fc.option(mask))
  .map(([address, behind]) => noEmpty(behind === null ? address : `${address}/${behind}`))

const bound = fc.oneof(
  {weight: 4, arbitrary: fc.integer({min: -20, max: 20}).map(String)},
  {weight: 3, arbitrary: edgeNumber},
  {weight: 1, arbitrary: fc.constantFrom('', '-', '+1', '007', '-007', 'a', '1.0', '\f1', '0x1', '--1')},
)

/** Keys of an int map, about half of which HAProxy takes. */
export const nearlyIntKey = fc
  .tuple(bound, fc.constantFrom('', '', ':', '-', '::'), bound)
  .map(([low, separator, high]) => noEmpty(separator === '' ? low : `${low}${separator}${high}`))
