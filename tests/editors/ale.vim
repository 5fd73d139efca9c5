" Type something into a buffer, never save it, and write down what ALE shows.
" The names in braces are filled in by the test.
set nocompatible nomore
filetype plugin on
let g:ale_lint_on_enter = 0
let g:ale_lint_on_text_changed = 'never'
let g:ale_lint_on_filetype_changed = 0
source {settings}
let g:ale_python_flake8_executable = '{flake8}'
set runtimepath+={ale}
runtime! plugin/ale.vim
edit {path}
call setline(1, readfile('{typed}'))
autocmd User ALELintPost let g:told = 1
ALELint
let s:looks = 0
while !exists('g:told') && s:looks < 1200
  sleep 50m
  let s:looks += 1
endwhile
call writefile([json_encode(ale#engine#GetLoclist(bufnr('')))], '{shown}')
qall!
