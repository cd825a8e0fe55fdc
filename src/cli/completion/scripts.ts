const BASH = `_backout() {
  local IFS=$'\\n'
  COMPREPLY=($(backout --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _backout backout
`;

const ZSH = `#compdef backout
_backout() {
  local -a found
  found=("\${(@f)$(backout --complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _backout backout
`;

const FISH = `complete -c backout -f -a '(backout --complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`;

/** The script that makes a shell ask \`backout --complete\`; null for a shell we do not know. */
export function completionScript(shell: string): string | null {
	return { bash: BASH, zsh: ZSH, fish: FISH }[shell] ?? null;
}
