/** Where a completer answers nothing at all, PowerShell offers files. */
// ’ and its like end a text in single quotes, too: PowerShell itself knows all of them
export const powershellScript = String.raw`# PowerShell completion for hactl
#
# In your profile ($PROFILE tells where that is):
#   hactl completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName hactl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $ErrorActionPreference = 'SilentlyContinue'
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    # not as arguments: Windows PowerShell loses those that are empty, and takes quotes out of others
    $env:HACTL_COMPLETE = ConvertTo-Json -Compress -InputObject @($before + "$wordToComplete")
    try { $answer = hactl __complete powershell 2>$null | ConvertFrom-Json } finally { $env:HACTL_COMPLETE = $null }
    if ($answer -and $answer.files) { return }
    # an empty text: else PowerShell would offer files
    if (-not $answer -or -not $answer.words) { return '' }
    $answer.words | ForEach-Object {
        $word = $_.word
        $inserted = if ($word -match '^[\w./:+=-]+$') { $word } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($word) + "'" }
        $tip = if ($_.about) { $_.about } else { $word }
        [System.Management.Automation.CompletionResult]::new($inserted, $word, 'ParameterValue', $tip)
    }
}
`
