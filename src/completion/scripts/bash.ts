/** Runs in bash 4 and later, whatever options are set; in 3.2 (macOS) without names of files. */
// a failure that is not asked about would end a shell with `set -e`; no alias or function of this name is run: it might ask for a password
export const bashScript = String.raw`# bash completion for hactl
#
# Keep this where bash-completion finds it, once:
#   mkdir -p ~/.local/share/bash-completion/completions
#   hactl completion bash > ~/.local/share/bash-completion/completions/hactl
# Without bash-completion, in ~/.bashrc:
#   source <(hactl completion bash)
# For an alias, behind it:
#   complete -F _hactl h

_hactl() {
  local program alias='' kind='' word ahead
  COMPREPLY=()
  program=$(type -P hactl) || program=${'$'}{1/#\~\//$HOME/}
  [[ $1 == */* ]] || alias=${'$'}{BASH_ALIASES[$1]-}
  {
    IFS= read -r kind || :
    while IFS= read -r word; do COMPREPLY+=("$word"); done
  } < <("$program" __complete bash "${'$'}{COMP_LINE:0:COMP_POINT}" "$2" "${'$'}{COMP_TYPE-}" "${'$'}{COLUMNS:-80}" "$alias" 2>/dev/null </dev/null)
  if [[ $kind == files ]]; then
    ahead=${'$'}{COMPREPLY[0]-}
    COMPREPLY=()
    if [[ -z $ahead || $2 != "$ahead"* ]]; then
      compopt -o default 2>/dev/null || :
      return
    fi
    while IFS= read -r word; do
      if [[ -d $word ]]; then word+=/; fi
      COMPREPLY+=("$ahead$word")
    done < <(compgen -f -- "${'$'}{2:${'$'}{#ahead}}")
    compopt -o filenames 2>/dev/null || :
  fi
  if [[ ${'$'}{#COMPREPLY[@]} -eq 1 && ${'$'}{COMPREPLY[0]} == *[/=] ]]; then
    compopt -o nospace 2>/dev/null || :
  fi
}

complete -F _hactl hactl
`
