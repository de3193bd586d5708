import {type OutputFormat, outputFormats} from '../../../render/types.ts'
import {baseFlags} from '../flags.ts'
import type {Page, Term} from './page.ts'

const forms: Readonly<Record<OutputFormat, string>> = {
  table:
    'for people. Numbers, times and colours as one reads them; on a narrow terminal the less important columns are left out and long cells are cut. In a pipe nothing is left out or cut',
  json: 'an array of objects, or one object. Numbers are numbers: bytes, milliseconds. Times are ISO 8601, what is not known is null, an empty list []. What is followed (--follow) is one object a line, what is watched (--watch) the whole each time',
  yaml: 'the same as YAML, with --- between what is shown again (--watch)',
  csv: 'a heading, and a line for each; quoted where it must be (RFC 4180)',
  plain: 'no heading, a line for each, a tab between fields, nothing cut: for cut, awk and read',
}

const flagTerm = (name: 'fields' | 'query' | 'no-headers' | 'quiet' | 'json', typed: string): Term => [typed, baseFlags[name].description ?? '']

export const outputPage: Page = {
  name: 'output',
  summary: 'the forms of what hactl prints, and how to choose from it',
  sections: [
    ['FORMS (-o, --output)', {terms: outputFormats.map((form) => [form, forms[form]])}],
    [
      'CHOOSING',
      {
        terms: [
          flagTerm('json', '--json'),
          flagTerm('fields', '--fields a,b'),
          flagTerm('query', '--query JMESPATH'),
          flagTerm('no-headers', '--no-headers'),
          flagTerm('quiet', '-q, --quiet'),
        ],
      },
      'Names of fields are the keys of the JSON. A field that is not there is an error that lists those that are.',
    ],
    [
      'WHAT GOES WHERE',
      'What was asked for is on stdout. What was done (a line with ✓), warnings, questions, progress and errors are on stderr, so a pipe reads nothing but data. With -o json a change prints what it did as an object on stdout, and an error as {"error": {"code", "message", "hint", "target"}}, with the same exit status.',
      'Keys and values of maps that are not UTF-8 are keyBase64 and valueBase64 in JSON and YAML, and their own bytes in plain.',
    ],
    [
      'EXAMPLES',
      {
        lines: [
          "hactl server list -o json | jq -r '.[] | select(.sessions > 0).server'",
          'hactl map show routes.map -o plain | cut -f1',
          'hactl stat --fields pxname,svname,status -o csv',
          "hactl info --query 'version' -o plain",
        ],
      },
    ],
  ],
}
