/* crash_image.c: symbols and line numbers of the running program, read from its file.
 *
 * Runs in a signal handler after a crash: no allocation, no locks, and every offset is checked.
 * Line tables are DWARF 5's, chapter 6.2.
 */
#include "crash.h"

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { RELOCATION_64 = R_X86_64_64 };
#else
enum { RELOCATION_64 = R_AARCH64_ABS64 };
#endif

typedef struct { const uint8_t *at, *end; } Bytes; /* at NULL: nothing, or read too far */

/* ---- The file ---- */

static PycImage checked(PycImage image) {
    if (image.data && (memcmp(image.data, ELFMAG, SELFMAG) || image.data[EI_CLASS] != ELFCLASS64)) image.data = NULL;
    return image;
}

PycImage pyc_image_open(const char *path) {
    PycImage image = {0};
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return image;
    if (fstat(file, &status) == 0 && status.st_size > (off_t)sizeof(Elf64_Ehdr)) {
        void *data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (data != MAP_FAILED) image = (PycImage){data, (size_t)status.st_size};
    }
    close(file);
    return checked(image);
}

PycImage pyc_image_of(const PycCodeInMemory *code) {
    return checked((PycImage){code->size > sizeof(Elf64_Ehdr) ? code->data : NULL, code->size});
}

static Bytes part(PycImage image, uint64_t offset, uint64_t size) {
    if (offset > image.size || size > image.size - offset) return (Bytes){0};
    return (Bytes){image.data + offset, image.data + offset + size};
}

static const Elf64_Shdr *section_at(PycImage image, uint64_t index) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image.data;
    Bytes found = part(image, header->e_shoff + index * sizeof(Elf64_Shdr), sizeof(Elf64_Shdr));
    return index < header->e_shnum ? (const Elf64_Shdr *)found.at : NULL;
}

static bool is_object(PycImage image) { return ((const Elf64_Ehdr *)image.data)->e_type == ET_REL; }

/* A symbol's address: in an object file it counts from its section. */
static uint64_t address_of(PycImage image, const Elf64_Sym *row) {
    const Elf64_Shdr *place = is_object(image) ? section_at(image, row->st_shndx) : NULL;
    return row->st_value + (place ? place->sh_addr : 0);
}

static Bytes section(PycImage image, const char *name) {
    const Elf64_Shdr *names = image.data ? section_at(image, ((const Elf64_Ehdr *)image.data)->e_shstrndx) : NULL;
    if (!names) return (Bytes){0};
    for (uint64_t i = 1;; i++) {
        const Elf64_Shdr *row = section_at(image, i);
        if (!row) return (Bytes){0};
        Bytes text = part(image, names->sh_offset + row->sh_name, strlen(name) + 1);
        if (text.at && !memcmp(text.at, name, strlen(name) + 1) && row->sh_type != SHT_NOBITS && !(row->sh_flags & SHF_COMPRESSED))
            return part(image, row->sh_offset, row->sh_size);
    }
}

/* ---- Symbols ---- */

static size_t text_length(Bytes texts, uint64_t offset) {
    if (!texts.at || offset >= (uint64_t)(texts.end - texts.at)) return 0;
    const uint8_t *start = texts.at + offset;
    const uint8_t *end = memchr(start, 0, (size_t)(texts.end - start));
    return end ? (size_t)(end - start) : 0;
}

uint64_t pyc_image_symbol(PycImage image, const char *name) {
    Bytes rows = section(image, ".symtab"), texts = section(image, ".strtab");
    for (; rows.at && rows.at + sizeof(Elf64_Sym) <= rows.end; rows.at += sizeof(Elf64_Sym)) {
        const Elf64_Sym *row = (const Elf64_Sym *)rows.at;
        size_t length = text_length(texts, row->st_name);
        if (length == strlen(name) && !memcmp(texts.at + row->st_name, name, length)) return row->st_value;
    }
    return 0;
}

void pyc_image_python(PycImage image, uint64_t *low, uint64_t *high) {
    Bytes rows = section(image, ".symtab"), texts = section(image, ".strtab");
    *low = ~(uint64_t)0, *high = 0;
    for (; rows.at && rows.at + sizeof(Elf64_Sym) <= rows.end; rows.at += sizeof(Elf64_Sym)) {
        const Elf64_Sym *row = (const Elf64_Sym *)rows.at;
        size_t length = text_length(texts, row->st_name);
        if (ELF64_ST_TYPE(row->st_info) != STT_FUNC || !length) continue;
        if (!pyc_crash_python_length((const char *)texts.at + row->st_name, length)) continue;
        uint64_t start = address_of(image, row);
        if (start < *low) *low = start;
        if (start + row->st_size > *high) *high = start + row->st_size;
    }
}

void pyc_image_names(PycImage image, PycPlace *places, int64_t n) {
    Bytes rows = section(image, ".symtab"), texts = section(image, ".strtab");
    for (; rows.at && rows.at + sizeof(Elf64_Sym) <= rows.end; rows.at += sizeof(Elf64_Sym)) {
        const Elf64_Sym *row = (const Elf64_Sym *)rows.at;
        if (ELF64_ST_TYPE(row->st_info) != STT_FUNC) continue;
        for (int64_t i = 0; i < n; i++) {
            if (places[i].pc - address_of(image, row) >= row->st_size) continue;
            places[i].name_length = text_length(texts, row->st_name);
            places[i].name = places[i].name_length ? (const char *)texts.at + row->st_name : NULL;
        }
    }
}

/* ---- Numbers of DWARF ---- */

static uint64_t number(Bytes *from, int bytes) {
    uint64_t value = 0;
    if (!from->at || from->end - from->at < bytes) {
        from->at = NULL;
        return 0;
    }
    memcpy(&value, from->at, (size_t)bytes);
    from->at += bytes;
    return value;
}

static uint64_t variable_bits(Bytes *from, bool is_signed) {
    uint64_t value = 0, byte = 0x80;
    int shift = 0;
    for (; byte & 0x80 && shift < 64 && from->at; shift += 7) value |= ((byte = number(from, 1)) & 0x7f) << shift;
    if (is_signed && shift < 64 && byte & 0x40) value |= ~(uint64_t)0 << shift;
    return value;
}
static uint64_t unsigned_number(Bytes *from) { return variable_bits(from, false); }
static int64_t signed_number(Bytes *from) { return (int64_t)variable_bits(from, true); }

static void skip(Bytes *from, uint64_t bytes) {
    if (!from->at || bytes > (uint64_t)(from->end - from->at)) from->at = NULL;
    else from->at += bytes;
}

/* ---- Line tables ---- */

typedef struct { uint64_t content, form; } Format;
enum { MOST_FORMATS = 8, MOST_FILES = 64 };

typedef struct {
    Bytes program;
    Bytes texts, line_texts;    /* .debug_str, .debug_line_str */
    uint8_t shortest, range, opcode_base;
    int8_t line_base;
    const uint8_t *lengths;     /* operands of each standard opcode */
    const char *files[MOST_FILES];
} Table;

static const char *text_at(Bytes texts, uint64_t offset) {
    return text_length(texts, offset) ? (const char *)texts.at + offset : NULL;
}

/* One field of an entry; the text where it is one. */
static const char *field(Table *table, Bytes *from, uint64_t form) {
    switch (form) {
    case 0x08: { /* DW_FORM_string */
        const char *text = (const char *)from->at;
        while (from->at && number(from, 1)) {}
        return from->at ? text : NULL;
    }
    case 0x0e: return text_at(table->texts, number(from, 4));      /* DW_FORM_strp */
    case 0x1f: return text_at(table->line_texts, number(from, 4)); /* DW_FORM_line_strp */
    case 0x0b: number(from, 1); return NULL;                       /* DW_FORM_data1 */
    case 0x05: number(from, 2); return NULL;                       /* DW_FORM_data2 */
    case 0x0f: unsigned_number(from); return NULL;                 /* DW_FORM_udata */
    case 0x1e: skip(from, 16); return NULL;                        /* DW_FORM_data16 */
    case 0x09: skip(from, unsigned_number(from)); return NULL;     /* DW_FORM_block */
    default: from->at = NULL; return NULL;
    }
}

/* The list of directories or files; files go into the table. */
static void read_entries(Table *table, Bytes *from, bool are_files) {
    Format formats[MOST_FORMATS];
    uint64_t n_formats = number(from, 1);
    if (n_formats > MOST_FORMATS) from->at = NULL;
    for (uint64_t i = 0; i < n_formats && from->at; i++)
        formats[i] = (Format){unsigned_number(from), unsigned_number(from)};
    uint64_t n = unsigned_number(from);
    for (uint64_t i = 0; i < n && from->at; i++)
        for (uint64_t f = 0; f < n_formats && from->at; f++) {
            const char *text = field(table, from, formats[f].form);
            if (are_files && formats[f].content == 1 && i < MOST_FILES) table->files[i] = text;
        }
}

typedef struct { uint64_t address, file; int64_t line; } Row;

/* The code from `last` up to `next` has the place of `last`. */
static void settle(const Table *table, Row last, uint64_t next, PycPlace *places, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        if (places[i].pc < last.address || places[i].pc >= next || last.file >= MOST_FILES) continue;
        places[i].file = table->files[last.file];
        places[i].line = last.line;
    }
}

static void run_program(Table *table, PycPlace *places, int64_t n) {
    const Row start = {0, 1, 1};
    Row row = start, last = start;
    bool has_last = false;
    Bytes *from = &table->program;
    while (from->at && from->at < from->end) {
        uint8_t opcode = (uint8_t)number(from, 1);
        bool is_row = false, is_end = false;
        if (opcode >= table->opcode_base) {
            uint8_t step = (uint8_t)(opcode - table->opcode_base);
            row.address += (uint64_t)(step / table->range) * table->shortest;
            row.line += table->line_base + step % table->range;
            is_row = true;
        } else if (opcode == 0) {
            uint64_t size = unsigned_number(from);
            Bytes inner = *from;
            uint8_t kind = (uint8_t)number(&inner, 1);
            if (kind == 2) row.address = number(&inner, 8);
            if (kind == 1) is_row = is_end = true;
            skip(from, size);
        } else {
            switch (opcode) {
            case 1: is_row = true; break;
            case 2: row.address += unsigned_number(from) * table->shortest; break;
            case 3: row.line += signed_number(from); break;
            case 4: row.file = unsigned_number(from); break;
            case 8: row.address += (uint64_t)((255 - table->opcode_base) / table->range) * table->shortest; break;
            case 9: row.address += number(from, 2); break;
            default:
                for (int i = 0; i < table->lengths[opcode - 1]; i++) unsigned_number(from);
            }
        }
        if (!is_row) continue;
        if (has_last) settle(table, last, row.address, places, n);
        has_last = !is_end;
        last = row;
        if (is_end) row = start;
    }
}

/* One unit's table; false: not one that we can read. */
static bool read_header(Table *table, Bytes *unit) {
    uint64_t version = number(unit, 2);
    number(unit, 2); /* sizes of addresses and segments */
    uint64_t length = number(unit, 4);
    if (version != 5 || !unit->at || length > (uint64_t)(unit->end - unit->at)) return false;
    table->program = (Bytes){unit->at + length, unit->end};
    table->shortest = (uint8_t)number(unit, 1);
    number(unit, 2); /* operations an instruction, default of is_stmt */
    table->line_base = (int8_t)number(unit, 1);
    table->range = (uint8_t)number(unit, 1);
    table->opcode_base = (uint8_t)number(unit, 1);
    table->lengths = unit->at;
    skip(unit, table->opcode_base ? table->opcode_base - 1u : 0);
    if (!unit->at || !table->range || !table->opcode_base) return false;
    read_entries(table, unit, false);
    read_entries(table, unit, true);
    return unit->at != NULL;
}

/* The section, in an object file with the addresses that it leaves open. */
static Bytes relocated(PycImage image, const char *name) {
    Bytes found = section(image, name), symbols = section(image, ".symtab");
    if (!found.at || !is_object(image)) return found;
    size_t size = (size_t)(found.end - found.at);
    uint8_t *copy = mmap(NULL, size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) return (Bytes){0};
    memcpy(copy, found.at, size);
    const Elf64_Shdr *table, *target;
    for (uint64_t i = 1; (table = section_at(image, i)); i++) {
        target = table->sh_type == SHT_RELA ? section_at(image, table->sh_info) : NULL;
        if (!target || image.data + target->sh_offset != found.at) continue;
        Bytes rows = part(image, table->sh_offset, table->sh_size);
        for (; rows.at && rows.at + sizeof(Elf64_Rela) <= rows.end; rows.at += sizeof(Elf64_Rela)) {
            const Elf64_Rela *row = (const Elf64_Rela *)rows.at;
            const uint8_t *symbol = symbols.at + ELF64_R_SYM(row->r_info) * sizeof(Elf64_Sym);
            size_t width = ELF64_R_TYPE(row->r_info) == RELOCATION_64 ? 8 : 4;
            if (!symbols.at || symbol + sizeof(Elf64_Sym) > symbols.end || row->r_offset + width > size) continue;
            uint64_t value = address_of(image, (const Elf64_Sym *)symbol) + (uint64_t)row->r_addend;
            memcpy(copy + row->r_offset, &value, width);
        }
    }
    return (Bytes){copy, copy + size};
}

void pyc_image_lines(PycImage image, PycPlace *places, int64_t n) {
    Bytes lines = relocated(image, ".debug_line");
    Bytes texts = section(image, ".debug_str"), line_texts = section(image, ".debug_line_str");
    while (lines.at && lines.end - lines.at > 4) {
        uint64_t length = number(&lines, 4);
        if (length > (uint64_t)(lines.end - lines.at)) return;
        Bytes unit = {lines.at, lines.at + length};
        lines.at += length;
        Table table = {.texts = texts, .line_texts = line_texts};
        if (read_header(&table, &unit)) run_program(&table, places, n);
    }
}
