-- Neovim as a second client: opens FILE, edits it as a user does, writes what it was told to OUT.
local python, file, out = os.getenv("PYC_PYTHON"), os.getenv("PYC_FILE"), os.getenv("PYC_OUT")
local told = { diagnostics = {} }

local client = vim.lsp.start_client({
  name = "pyc",
  cmd = { python, "-P", "-m", "pyc.lsp" },
  root_dir = vim.fn.fnamemodify(file, ":h"),
})
vim.cmd("edit " .. file)
vim.lsp.buf_attach_client(0, client)

local function codes()
  local found = {}
  local severity = { min = vim.diagnostic.severity.WARN }
  for _, each in ipairs(vim.diagnostic.get(0, { severity = severity })) do
    table.insert(found, each.code or each.user_data.lsp.code)
  end
  table.sort(found)
  return table.concat(found, " ")
end

local function wait(wanted)
  local is_met = vim.wait(20000, function() return codes() == wanted end, 20)
  table.insert(told.diagnostics, codes())
  return is_met
end

local function ask(method, more)
  local parameters = { textDocument = vim.lsp.util.make_text_document_params(0) }
  local answers = vim.lsp.buf_request_sync(0, method, vim.tbl_extend("error", parameters, more), 20000)
  return answers and answers[client] and answers[client].result or vim.NIL
end

wait("undefined-name")
vim.api.nvim_buf_set_text(0, 4, 6, 4, 9, { "area" })
wait("")
vim.api.nvim_buf_set_lines(0, 0, 0, true, { "# a line above: \u{1F600}", "" })
told.hints = ask("textDocument/inlayHint", {
  range = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } },
})
told.hover = ask("textDocument/hover", { position = { line = 2, character = 5 } })
told.symbols = ask("textDocument/documentSymbol", {})
vim.api.nvim_buf_set_text(0, 6, 0, 6, 0, { "(" })
wait("syntax-error")
vim.api.nvim_buf_set_text(0, 6, 0, 6, 1, { "" })
wait("")

vim.lsp.stop_client(client)
vim.wait(5000, function() return vim.lsp.client_is_stopped(client) end, 20)
told.stopped = vim.lsp.client_is_stopped(client)
vim.fn.writefile({ vim.fn.json_encode(told) }, out)
vim.cmd("qall!")
