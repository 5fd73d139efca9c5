(setq flycheck-python-flake8-executable
      (expand-file-name "~/nova/.venv/bin/flake8"))
(with-eval-after-load 'flycheck
  ;; Codes that begin with N are taken for pep8-naming's and shown as info.
  ;; The first match counts since flycheck 36, the last one before.
  (add-to-list 'flycheck-flake8-error-level-alist '("^NVN" . warning))
  (add-to-list 'flycheck-flake8-error-level-alist '("^NVN.*$" . warning) t))
