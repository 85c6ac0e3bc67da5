package delimited

import (
	"slices"
	"testing"
)

func TestSeparator(t *testing.T) {
	known := func(cells []string) int {
		n := 0
		for _, cell := range cells {
			if slices.Contains([]string{"FOGLIO", "SUB", "MQ"}, cell) {
				n++
			}
		}
		return n
	}
	for name, test := range map[string]struct {
		sample string
		want   byte
	}{
		"semicolon":                        {"FOGLIO;MQ\n1;85,5\n2;90,0\n", ';'},
		"comma":                            {"FOGLIO,MQ\n1,85.5\n2,90.0\n", ','},
		"tab":                              {"FOGLIO\tMQ\n1\t85,5\n2\t90,0\n", '\t'},
		"bar":                              {"FOGLIO|MQ\r\n1|85,5\r\n2|90,0\r\n", '|'},
		"decimal commas beside semicolons": {"a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ';'},
		"names decide against numbers":     {"FOGLIO;SUB;MQ\n1,1,1,1\n2,2,2,2\n", ';'},
		"commas inside quotes":             {"FOGLIO;VIA\n1;\"ROMA, 1, A\"\n2;\"MAZZINI, 2, B\"\n", ';'},
		"a title first":                    {"Elenco, anno 2024\nFOGLIO\tSUB\tMQ\n1\t2\t3\n", '\t'},
		"one column":                       {"FOGLIO\n1\n2\n", ';'},
		"quote never closed":               {"a,\"b\nc,d\ne,f\n", ','},
	} {
		if got := Separator([]byte(test.sample), known); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
