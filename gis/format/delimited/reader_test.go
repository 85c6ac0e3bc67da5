package delimited

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"

	"segit/gis"
	"segit/gis/format/charset"
)

// got is a row as the tests compare it.
type got struct {
	line  int
	cells []string
	fault string
}

func rowsOf(t testing.TB, r io.Reader, opts Options) []got {
	t.Helper()
	d, err := NewReader(r, opts)
	if err != nil {
		t.Fatal(err)
	}
	var rows []got
	for {
		row, err := d.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		g := got{line: row.Line, cells: slices.Clone(row.Cells)}
		if row.Fault != nil {
			g.fault = row.Fault.Code
		}
		rows = append(rows, g)
	}
}

func TestRows(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []got
	}{
		"plain":                   {"a;b\n1;2\n", []got{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		"CR LF and no end":        {"a;b\r\n1;2", []got{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		"blank lines are counted": {"\n \na;b\n\n1;2\n\n", []got{{3, []string{"a", "b"}, ""}, {5, []string{"1", "2"}, ""}}},
		"quotes":                  {"\"a;1\";\"say \"\"x\"\"\"; \"c\" \n", []got{{1, []string{"a;1", `say "x"`, "c"}, ""}}},
		"quote inside a cell":     {"BAR \"DA LIA\";2\n", []got{{1, []string{`BAR "DA LIA"`, "2"}, ""}}},
		"line breaks in quotes":   {"\"a\nb\r\nc\";2\nd;3\n", []got{{1, []string{"a\nb\r\nc", "2"}, ""}, {4, []string{"d", "3"}, ""}}},
		"text after a quote":      {"\"a\"b;2\nc;3\n", []got{{1, nil, "table.quote"}, {2, []string{"c", "3"}, ""}}},
		"quote never closed":      {"a;b\n\"c;3\nd;4\n", []got{{1, []string{"a", "b"}, ""}, {2, nil, "table.quote"}, {3, []string{"d", "4"}, ""}}},
		"quote open at the end":   {"a;b\n\"c;3", []got{{1, []string{"a", "b"}, ""}, {2, nil, "table.quote"}}},
		"empty cells":             {"a;;\n", []got{{1, []string{"a", "", ""}, ""}}},
		"byte order mark":         {"\xef\xbb\xbfa;b\n", []got{{1, []string{"a", "b"}, ""}}},
		"two encodings":           {"\xc3\xa0;b\n\xe0;\x80\n", []got{{1, []string{"à", "b"}, ""}, {2, []string{"à", "€"}, ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(test.text), iotest.OneByteReader(strings.NewReader(test.text))} {
				if rows := rowsOf(t, r, Options{Separator: ';'}); !reflect.DeepEqual(rows, test.want) {
					t.Errorf("got %+v, want %+v", rows, test.want)
				}
			}
		})
	}
}

func TestUTF16(t *testing.T) {
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("VIA\tCITTÀ\n1\t2\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []got{{1, []string{"VIA", "CITTÀ"}, ""}, {2, []string{"1", "2"}, ""}}
	if rows := rowsOf(t, strings.NewReader(text), Options{}); !reflect.DeepEqual(rows, want) {
		t.Errorf("got %+v, want %+v", rows, want)
	}
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct{ text, code string }{
		"empty":        {"", "table.empty"},
		"only blanks":  {" \r\n\n\t\n", "table.empty"},
		"only a mark":  {"\xef\xbb\xbf", "table.empty"},
		"not text":     {"PK\x03\x04\x00\x00", "table.binary"},
		"zeros behind": {"a;b\n" + strings.Repeat("1;2\n", 1000) + "\x00", "table.binary"},
	} {
		var refused *gis.Error
		if _, err := NewReader(strings.NewReader(test.text), Options{}); !errors.As(err, &refused) || refused.Code != test.code {
			t.Errorf("%s: got %v, want %s", name, err, test.code)
		}
	}
	if _, err := NewReader(iotest.ErrReader(io.ErrClosedPipe), Options{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the source's error is lost: %v", err)
	}
}

func TestReadErrorInTheMiddle(t *testing.T) {
	long := strings.Repeat("1;2\n", SampleSize)
	d, err := NewReader(io.MultiReader(strings.NewReader(long), iotest.ErrReader(io.ErrClosedPipe)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = d.Next()
	}
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func TestLongRowsAndQuotesAreBounded(t *testing.T) {
	long := strings.Repeat("x", 3*maxRow)
	text := "a;b\n" + long + ";2\n" + "c;3\n\"open " + strings.Repeat("d;4\n", maxQuoted) + "e;5\n" + long
	rows := rowsOf(t, strings.NewReader(text), Options{Separator: ';'})
	if len(rows) != 3+maxQuoted+2 {
		t.Fatalf("%d rows", len(rows))
	}
	for at, want := range map[int]got{
		1: {2, nil, "table.long"}, 2: {3, []string{"c", "3"}, ""}, 3: {4, nil, "table.quote"},
		4: {5, []string{"d", "4"}, ""}, len(rows) - 1: {5 + maxQuoted, nil, "table.long"},
	} {
		if !reflect.DeepEqual(rows[at], want) {
			t.Errorf("row %d: got %+v, want %+v", at, rows[at], want)
		}
	}
}

func TestLongTextIsCut(t *testing.T) {
	d, err := NewReader(strings.NewReader(strings.Repeat("à", maxText)+";2\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	row, err := d.Next()
	if err != nil || len(row.Text) > maxText+3 || !strings.HasSuffix(row.Text, "à…") || len(row.Cells[0]) != 2*maxText {
		t.Errorf("text of %d bytes, cell of %d, %v", len(row.Text), len(row.Cells[0]), err)
	}
}

func TestEncodingIsTold(t *testing.T) {
	d, err := NewReader(strings.NewReader("a;\xe0\nb;\xc3\xa0\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = d.Next()
	}
	if found, odd := d.Encoding(); found != charset.CP1252 || odd != 1 {
		t.Errorf("found %v, %d odd", found, odd)
	}
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{"a;b\n1;2\n", "\"a\nb\";\"c", "\xff\xfea\x00;\x00", "a,b\t|;\r\n\"\"\"", "\xe0;\xc3\xa0\n"} {
		f.Add([]byte(seed), byte(';'))
	}
	f.Fuzz(func(t *testing.T, text []byte, separator byte) {
		if separator == '"' || separator == '\n' || separator >= 0x80 {
			separator = 0
		}
		d, err := NewReader(strings.NewReader(string(text)), Options{Separator: separator})
		if err != nil {
			return
		}
		last := 0
		for {
			row, err := d.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.Line <= last || (row.Fault == nil) != (len(row.Cells) > 0) {
				t.Fatalf("row %+v after line %d", row, last)
			}
			last = row.Line
		}
	})
}
