;;; Emacs with eglot as a client: opens FILE, edits it as a user does, writes what it was told to OUT.
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'json)

(let* ((python (getenv "PYC_PYTHON"))
       (file (getenv "PYC_FILE"))
       (contact `(,python "-P" "-m" "pyc.lsp" :initializationOptions (:navigation t)))
       (told nil))
  (setq eglot-server-programs `((python-mode . ,contact))
        eglot-confirm-server-initiated-edits nil
        eglot-autoshutdown t
        make-backup-files nil
        create-lockfiles nil)

  (defun errors ()
    (mapcar #'flymake-diagnostic-text
            (seq-filter (lambda (each) (eq (flymake-diagnostic-type each) 'eglot-error))
                        (flymake-diagnostics))))

  (defun wait (holds)
    "Until it holds, or the test has failed."
    (let ((end (+ (float-time) 40)) (met nil))
      (eglot--signal-textDocument/didChange)  ; in a session with a screen a timer does it
      (while (and (not (setq met (funcall holds))) (< (float-time) end))
        (flymake-start)
        (accept-process-output nil 0.05))
      met))

  (defun ask (method &rest more)
    (jsonrpc-request (eglot--current-server-or-lose) method
                     (append (eglot--TextDocumentPositionParams) more)))

  (defun go-to (words)
    (goto-char (point-min))
    (search-forward words)
    (goto-char (match-beginning 0)))

  (find-file file)
  (python-mode)
  (apply #'eglot (eglot--guess-contact))
  (wait (lambda () (errors)))
  (push (cons 'problem (car (errors))) told)
  (go-to "are(3")
  (delete-char 3)
  (insert "area")
  (eglot--signal-textDocument/didChange)
  (go-to "area(width")
  (push (cons 'hover (plist-get (plist-get (ask :textDocument/hover) :contents) :value)) told)
  (push (cons 'symbols (mapcar #'car (imenu--make-index-alist t))) told)
  (go-to "area(3")
  (push (cons 'definition
              (xref-location-line
               (xref-item-location
                (car (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))))
        told)
  (push (cons 'mended (wait (lambda () (null (errors))))) told)  ; the answer came behind them
  (eglot-rename "surface")
  (push (cons 'renamed (buffer-string)) told)
  (set-buffer-modified-p nil)
  (let ((server (eglot--current-server-or-lose)))
    (eglot-shutdown server)
    (push (cons 'stopped (not (jsonrpc-running-p server))) told))
  (with-temp-file (getenv "PYC_OUT") (insert (json-encode told))))
