// no alias or function of this name is run: it might ask for a password
export const zshScript = String.raw`#compdef hactl
# zsh completion for hactl
#
# Keep this in a folder of $fpath, once, and start zsh anew:
#   mkdir -p ~/.zfunc && hactl completion zsh > ~/.zfunc/_hactl
# with these lines in ~/.zshrc:
#   fpath=(~/.zfunc $fpath)
#   autoload -Uz compinit && compinit
# Or, behind compinit in ~/.zshrc:
#   source <(hactl completion zsh)

_hactl() {
  local -a answer closed open
  local line word about program=${'$'}{commands[hactl]:-${'$'}{~${'$'}{(Q)words[1]}}}
  answer=("${'$'}{(@f)$("$program" __complete zsh "${'$'}{(@Q)words[2,CURRENT-1]}" "${'$'}{(Q)PREFIX}" 2>/dev/null </dev/null)}")
  if [[ $answer[1] == files ]]; then
    compset -P "${'$'}{(b)answer[2]}"
    _files
    return
  fi
  for line in "${'$'}{(@)answer[2,-1]}"; do
    word=${'$'}{line%%$'\t'*}
    about=${'$'}{line#*$'\t'}
    line=${'$'}{${'$'}{word//\\/\\\\}//:/\\:}${'$'}{about:+:$about}
    if [[ $word == *[/=] ]]; then open+=("$line"); else closed+=("$line"); fi
  done
  (( $#open )) && _describe hactl open -S ''
  (( $#closed )) && _describe hactl closed
}

if [[ $funcstack[1] == _hactl ]]; then
  _hactl "$@"
else
  compdef _hactl hactl
fi
`
