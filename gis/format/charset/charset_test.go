package charset_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"segit/gis/format/charset"
)

func ExampleDecoder() {
	var d charset.Decoder
	fmt.Println(d.Line([]byte("VIA ROMA")), d.Found())
	fmt.Println(d.Line([]byte("LOCALIT\xC0 N\xB0 3")), d.Found())
	// Output:
	// VIA ROMA auto
	// LOCALITÀ N° 3 CP1252
}

func TestLine(t *testing.T) {
	tests := []struct {
		name  string
		given charset.Encoding
		in    []string
		out   []string
		found charset.Encoding
		odd   int64
	}{
		{"ascii", charset.Auto, []string{"a", ""}, []string{"a", ""}, charset.Auto, 0},
		{"utf-8", charset.Auto, []string{"citt\xC3\xA0", "\xC4\x8Cernigoj"}, []string{"città", "Černigoj"}, charset.UTF8, 0},
		{"cp1252", charset.Auto, []string{"citt\xE0", "\x80 5", "CAFF\xC8\x94"}, []string{"città", "€ 5", "CAFFÈ”"}, charset.CP1252, 0},
		{"a cp1252 line in utf-8", charset.Auto, []string{"\xC3\xA0", "\xE0"}, []string{"à", "à"}, charset.UTF8, 1},
		{"a utf-8 line in cp1252", charset.Auto, []string{"\xE0", "\xC3\xA0"}, []string{"à", "à"}, charset.CP1252, 1},
		{"given against the bytes", charset.CP1252, []string{"\xC3\xA0"}, []string{"Ã\u00a0"}, charset.CP1252, 1},
		{"utf-8 given against the bytes", charset.UTF8, []string{"\xE0"}, []string{"à"}, charset.UTF8, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := charset.NewDecoder(tt.given)
			for i, in := range tt.in {
				if got := d.Line([]byte(in)); got != tt.out[i] {
					t.Errorf("Line(%q) = %q, want %q", in, got, tt.out[i])
				}
			}
			if d.Found() != tt.found || d.Odd() != tt.odd {
				t.Errorf("found %v, odd %d; want %v, %d", d.Found(), d.Odd(), tt.found, tt.odd)
			}
		})
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]charset.Encoding{
		"": charset.Auto, "UTF-8": charset.UTF8, "latin1": charset.CP1252, "ISO-8859-1": charset.CP1252, "Windows-1252": charset.CP1252,
	} {
		if got, ok := charset.Parse(name); got != want || !ok {
			t.Errorf("Parse(%q) = %v, %v", name, got, ok)
		}
	}
	if _, ok := charset.Parse("EBCDIC"); ok {
		t.Error("EBCDIC is known")
	}
}

func TestMarks(t *testing.T) {
	if charset.BOM([]byte("\xEF\xBB\xBFC351")) != 3 || charset.BOM([]byte("C351")) != 0 {
		t.Error("UTF-8 mark")
	}
	if !charset.UTF16([]byte("\xFF\xFEC\x00")) || charset.UTF16([]byte("C351")) {
		t.Error("UTF-16 mark")
	}
}

func FuzzLine(f *testing.F) {
	f.Add([]byte("citt\xE0"), []byte("citt\xC3\xA0"))
	f.Add([]byte("\xC4\x8C"), []byte("\x81\x8D"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var d charset.Decoder
		for _, line := range [][]byte{first, second} {
			if got := d.Line(line); !utf8.ValidString(got) {
				t.Errorf("Line(%q) = %q is not UTF-8", line, got)
			}
		}
	})
}
