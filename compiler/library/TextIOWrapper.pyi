"""TextIOWrapper: the text streams of the program."""

class TextIOWrapper:
    """A text stream."""

    def __iter__(self, /) -> Iterator[str]: ...
    def __next__(self, /) -> str: ...

    @runtime("pyc_text_file_write")
    def write(self, text: str, /) -> int:
        """Write the text; how many characters it has.

        >>> sys.stdout.write  # doctest: +SKIP
        """

    @runtime("pyc_text_file_writelines")
    def writelines(self, lines: Iterable[str], /) -> None:
        """Write all lines; no ends are added.

        >>> sys.stdout.writelines  # doctest: +SKIP
        """

    @runtime("pyc_text_file_read")
    def read(self, size: int | None = -1, /) -> str:
        """The rest of the text, or `size` characters.

        >>> sys.stdout.read  # doctest: +SKIP
        """

    @runtime("pyc_text_file_seek")
    def seek(self, cookie: int, whence: int = 0, /) -> int:
        """Go on at a position that tell() gave; 0 is the start.

        >>> sys.stdout.seek  # doctest: +SKIP
        """

    @runtime("pyc_text_file_tell")
    def tell(self, /) -> int:
        """The position, in bytes from the start.

        >>> sys.stdout.tell  # doctest: +SKIP
        """

    @runtime("pyc_text_file_readline")
    def readline(self, size: int = -1, /) -> str:
        """One line with its end; empty at the end.

        >>> sys.stdout.readline  # doctest: +SKIP
        """

    @runtime("pyc_text_file_readlines")
    def readlines(self, hint: int = -1, /) -> list[str]:
        """All lines with their ends.

        >>> sys.stdout.readlines  # doctest: +SKIP
        """

    @runtime("pyc_text_file_flush")
    def flush(self, /) -> None:
        """Hand on what is still buffered.

        >>> sys.stdout.flush  # doctest: +SKIP
        """

    @runtime("pyc_text_file_close")
    def close(self, /) -> None:
        """Flush and close.

        >>> sys.stdout.close  # doctest: +SKIP
        """

    @runtime("pyc_text_file_isatty")
    def isatty(self, /) -> bool:
        """Is it a terminal?

        >>> sys.stdout.isatty  # doctest: +SKIP
        """

    @runtime("pyc_text_file_fileno")
    def fileno(self, /) -> int:
        """The number of the file descriptor.

        >>> sys.stdout.fileno  # doctest: +SKIP
        """

    @runtime("pyc_text_file_readable")
    def readable(self, /) -> bool:
        """May it be read?

        >>> sys.stdout.readable  # doctest: +SKIP
        """

    @runtime("pyc_text_file_writable")
    def writable(self, /) -> bool:
        """May it be written?

        >>> sys.stdout.writable  # doctest: +SKIP
        """

    @property
    @runtime("pyc_text_file_name")
    def name(self) -> str:
        """The file name.

        >>> sys.stdout.name  # doctest: +SKIP
        """

    @property
    @runtime("pyc_text_file_mode")
    def mode(self) -> str:
        """How it was opened.

        >>> sys.stdout.mode  # doctest: +SKIP
        """

    @property
    @runtime("pyc_text_file_encoding")
    def encoding(self) -> str:
        """The name of its encoding.

        >>> sys.stdout.encoding  # doctest: +SKIP
        """

    @property
    @runtime("pyc_text_file_errors")
    def errors(self) -> str:
        """What happens to characters that cannot be encoded.

        >>> sys.stdout.errors  # doctest: +SKIP
        """

    @property
    @runtime("pyc_text_file_closed")
    def closed(self) -> bool:
        """Was it closed?

        >>> sys.stdout.closed  # doctest: +SKIP
        """

    @runtime("pyc_text_file_enter")
    def __enter__(self, /) -> TextIOWrapper:
        """The stream itself.

        >>> sys.stdout.__enter__  # doctest: +SKIP
        """

    @runtime("pyc_text_file_exit")
    def __exit__(self, /, *args: object) -> None:
        """Close it.

        >>> sys.stdout.__exit__  # doctest: +SKIP
        """

    @runtime("pyc_text_file_reconfigure")
    def reconfigure(self, /, *, line_buffering: bool | None = None) -> None:
        """Change how it is buffered.

        >>> sys.stdout.reconfigure  # doctest: +SKIP
        """
