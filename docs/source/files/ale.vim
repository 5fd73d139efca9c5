let g:ale_linters = {'python': ['flake8']}
let g:ale_python_flake8_executable = expand('~/nova/.venv/bin/flake8')
let g:ale_python_flake8_use_global = 1
let g:ale_python_flake8_options = '--extend-select=NVN'
" ALE shows our codes as warnings (W).
