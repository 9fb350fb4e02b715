"""Text: a little Markdown to HTML, with headings, lists, code, emphasis and links.

    markdown.py [COPIES]
"""

import sys

TEXT = """\
# Notes on tea

Tea is *not* coffee. See [the history](tea.html) for **more**.

## How to brew it

- boil `300 ml` of water
- wait **3 to 5** minutes
- drink it & enjoy

```
while thirsty:
    brew("green") < brew("black")
```

Any questions? Ask *grandmother*.
"""


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def between(text, mark, tag):
    """Every other part between marks gets the tag; an unpaired mark stays."""
    parts = text.split(mark)
    if len(parts) % 2 == 0:
        parts[-2:] = [parts[-2] + mark + parts[-1]]
    return "".join(f"<{tag}>{part}</{tag}>" if i % 2 else part for i, part in enumerate(parts))


def linked(text):
    result = ""
    while "](" in text:
        before, _, after = text.partition("](")
        start = before.rfind("[")
        target, closing, rest = after.partition(")")
        if start < 0 or not closing:
            break
        result += f'{before[:start]}<a href="{target}">{before[start + 1:]}</a>'
        text = rest
    return result + text


def inline(text):
    return linked(between(between(between(escaped(text), "`", "code"), "**", "b"), "*", "i"))


def html(text):
    lines, in_list, in_code = [], False, False
    for line in text.splitlines():
        if line.startswith("```"):
            lines.append("</pre>" if in_code else "<pre>")
            in_code = not in_code
            continue
        if in_code:
            lines.append(escaped(line))
            continue
        if in_list and not line.startswith("- "):
            lines.append("</ul>")
            in_list = False
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            lines.append(f"<h{level}>{inline(line[level:].strip())}</h{level}>")
        elif line.startswith("- "):
            if not in_list:
                lines.append("<ul>")
                in_list = True
            lines.append(f"  <li>{inline(line[2:])}</li>")
        elif line.strip():
            lines.append(f"<p>{inline(line)}</p>")
    return "\n".join(lines)


def main():
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    print(html(TEXT))
    size = sum(len(html(TEXT.replace("tea", f"tea {i}"))) for i in range(copies))
    print(f"{copies} pages, {size:,} characters")


main()
