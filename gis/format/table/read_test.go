package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"segit/gis"
	"segit/gis/source"
)

const head = "COD_FISCALE;CONTRIBUENTE;SEZ;FG;PARTICELLA;SUB;INDIRIZZO;CIVICO;MQ;DATA_INIZIO;CESSAZIONE;CATEGORIA;NUM_COMPONENTI\n"

func TestReadsADirtyExport(t *testing.T) {
	k := readAll(t, head+
		" rss mra70a01w001v ;ROSSI MARIO;a; 0012;00345 ;007;VIA ROMA;12/A;1.234,50;01/02/2015;31/12/2020;D1;3\n"+
		"RSSMRA70A01W001V;\"ROSSI; MARIO\";_;12;5/02;0;VIA ROMA;1;85,5;2015-02-01;31/12/9999;D1;\n"+
		";;;;;;;;;;;;\n\n"+
		"12345678903;DITTA;B;3;7;;;;90;;00/00/0000;;2,0\n", tari(t, ""))
	want := []string{
		"2 fiscal-code=RSSMRA70A01W001V full-name=ROSSI MARIO section=A sheet=12 parcel=345 sub=7 street=VIA ROMA civic=12/A surface=1234.5 use=D1 occupants=3 [2015-02-01,2021-01-01)",
		"3 fiscal-code=RSSMRA70A01W001V full-name=ROSSI; MARIO sheet=12 parcel=5/2 street=VIA ROMA civic=1 surface=85.5 use=D1 [2015-02-01,)",
		"6 fiscal-code=12345678903 full-name=DITTA section=B sheet=3 parcel=7 surface=90 occupants=2",
	}
	if !slices.Equal(k.rows, want) || len(k.rejects) > 0 || len(k.warned) > 0 {
		t.Errorf("got %s\nrejects %v, warned %v\nwant %s", strings.Join(k.rows, "\n"), k.rejects, k.warned, strings.Join(want, "\n"))
	}
}

func TestEverySeparatorAndEncoding(t *testing.T) {
	text := "FOGLIO;PARTICELLA;MQ;VIA\r\n12;5;80.5;LOCALITÀ PÒ\r\n12;6;90.5;VIA €\r\n"
	for _, separator := range []string{";", ",", "\t", "|"} {
		for name, encode := range map[string]func(string) (string, error){
			"utf-8":  func(s string) (string, error) { return s, nil },
			"BOM":    func(s string) (string, error) { return "\uFEFF" + s, nil },
			"cp1252": charmap.Windows1252.NewEncoder().String,
			"utf-16": unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String,
		} {
			body, err := encode(strings.ReplaceAll(text, ";", separator))
			if err != nil {
				t.Fatal(err)
			}
			k := readAll(t, body, tari(t, ""))
			want := []string{"2 sheet=12 parcel=5 street=LOCALITÀ PÒ surface=80.5", "3 sheet=12 parcel=6 street=VIA € surface=90.5"}
			if !slices.Equal(k.rows, want) {
				t.Errorf("%q in %s: %q", separator, name, k.rows)
			}
		}
	}
}

func TestBadRowsAreKept(t *testing.T) {
	const short = "CF;FOGLIO;PARTICELLA;MQ;DAL;AL;COMPONENTI\n"
	for row, code := range map[string]string{
		"X;1;2;80,5;;":                         "table.cells",
		"X;1;2;80,5;;;1;extra":                 "table.cells",
		"X;1;2;ottanta;;;1":                    "table.number",
		"X;1;2;-5;;;1":                         "table.negative",
		"X;1;2;80,5;31/02/2020;;1":             "table.date",
		"X;1;2;80,5;2020;;1":                   "table.date",
		"X;1;2;80,5;01/01/0020;;1":             "table.date",
		"X;1;2;80,5;02/01/2020;01/01/2020;1":   "table.period",
		"X;1;2;80,5;;;2,5":                     "table.integer",
		"X;1;2;99999999999999999999;;;1":       "table.number",
		"\"X\"y;1;2;80,5;;;1":                  "table.quote",
		"\"X;1;2;80,5;;;1":                     "table.quote",
		strings.Repeat("x", 2<<20) + ";1;2;3;": "table.long",
	} {
		k := readAll(t, short+"A;1;1;70,5;;;1\n"+row+"\nB;1;3;75,5;;;2\n", tari(t, ""))
		if len(k.rows) != 2 || !slices.Equal(k.rejects, []string{"3 " + code}) || k.texts[0] != row && code != "table.long" {
			t.Errorf("%.60q: rows %q, rejects %q, text %.60q; want %s", row, k.rows, k.rejects, k.texts, code)
		}
	}
	k := readAll(t, short+"A;1;1;70,5;;;1;;\nB;1;3;75,5;;;2\n", tari(t, ""))
	if len(k.rows) != 2 {
		t.Errorf("empty cells behind a row: %q", k.rejects)
	}
}

func TestRowsOfAnotherComune(t *testing.T) {
	k := readAll(t, "BELFIORE;FOGLIO;PARTICELLA;MQ\nW001;1;2;80\nw002;1;2;80\n;1;3;80\n", tari(t, ""))
	if want := []string{"2 comune=W001 sheet=1 parcel=2 surface=80", "4 sheet=1 parcel=3 surface=80"}; !slices.Equal(k.rows, want) || !slices.Equal(k.rejects, []string{"3 table.comune"}) {
		t.Errorf("rows %q, rejects %q", k.rows, k.rejects)
	}
	k = readAll(t, "COD_COMUNE;FOGLIO;PARTICELLA;MQ\n087015;1;2;80\n087015;1;3;80\n", tari(t, ""))
	if len(k.rows) != 2 || k.rows[0] != "2 comune=087015 sheet=1 parcel=2 surface=80" || !slices.Contains(k.warned, "table.not-comune") {
		t.Errorf("a column that is no Belfiore code: %q, warned %q", k.rows, k.warned)
	}
}

func TestSectionThatIsUrban(t *testing.T) {
	for text, want := range map[string]string{
		"SEZIONE;FOGLIO;PARTICELLA;MQ\nURB;1;2;80\nGIO;1;3;80\n":             "2 urban-section=URB sheet=1 parcel=2 surface=80",
		"SEZIONE;FOGLIO;PARTICELLA;MQ\nA;1;2;80\n;1;3;80\n":                  "2 section=A sheet=1 parcel=2 surface=80",
		"SEZIONE;SEZ_URB;FOGLIO;PARTICELLA;MQ\nURB;X;1;2;80\nGIO;X;1;3;80\n": "2 section=URB urban-section=X sheet=1 parcel=2 surface=80",
	} {
		k := readAll(t, text, tari(t, ""))
		if k.rows[0] != want || slices.Contains(k.warned, "table.urban") != strings.Contains(text, "URB;") {
			t.Errorf("%q gives %q, warned %q", text, k.rows, k.warned)
		}
	}
}

func TestHeaderIsFound(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		row    string
		warned string
	}{
		"a title before":    {"Comune di prova;;\nElenco;;\nFOGLIO;PARTICELLA;MQ\n1;2;80\n", "4 sheet=1 parcel=2 surface=80", "table.preamble"},
		"again in the rows": {"FOGLIO;PARTICELLA;MQ\n1;2;80\nFOGLIO;PARTICELLA;MQ\n", "2 sheet=1 parcel=2 surface=80", ""},
		"other columns":     {"FOGLIO;PARTICELLA;MQ;Nota libera\n1;2;80;x\n", "2 sheet=1 parcel=2 surface=80 nota_libera=x", ""},
		"a column twice":    {"FOGLIO;PARTICELLA;MQ;MQ\n1;2;80;81\n", "2 sheet=1 parcel=2 surface=80 mq=81", "source.first"},
	} {
		k := readAll(t, test.text, tari(t, ""))
		if len(k.rows) != 1 || k.rows[0] != test.row || test.warned != "" && !slices.Contains(k.warned, test.warned) {
			t.Errorf("%s: %q, warned %q", name, k.rows, k.warned)
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	d := tari(t, "")
	for text, code := range map[string]string{
		"": "table.empty", "\n \n": "table.empty", "a\x00b": "table.binary", "A;B\n1;2\n": "source.required", "FOGLIO;MQ\n1;2\n": "source.required",
	} {
		var refused *gis.Error
		_, err := Read(context.Background(), strings.NewReader(text), d, Options{File: "x.csv"}, &kept{})
		if !errors.As(err, &refused) || refused.Code != code || refused.File != "x.csv" || refused.Kind != gis.BadInput {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
	skipped := tari(t, "extends = \"tari\"\n[table]\nskip = 9\n")
	var refused *gis.Error
	if _, err := Read(context.Background(), strings.NewReader("a;b\n"), skipped, Options{}, &kept{}); !errors.As(err, &refused) || refused.Code != "table.empty" {
		t.Errorf("nothing behind the skipped lines: %v", err)
	}
}

func TestReadEnds(t *testing.T) {
	d := tari(t, "")
	long := "FOGLIO;PARTICELLA;MQ\n" + strings.Repeat("1;2;80\n", 3*batchRows)
	k := &kept{}
	if _, err := Read(context.Background(), strings.NewReader(long), d, Options{}, k); err != nil || k.batches != 3 {
		t.Errorf("%d batches, %v", k.batches, err)
	}
	full := errors.New("disk full")
	if _, err := Read(context.Background(), strings.NewReader(long), d, Options{}, &kept{fail: full}); !errors.Is(err, full) {
		t.Errorf("the sink's error is lost: %v", err)
	}
	broken := io.MultiReader(strings.NewReader(strings.Repeat(long, 10)), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := Read(context.Background(), broken, d, Options{}, &nothing{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the source's error is lost: %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(cancelled, strings.NewReader(long), d, Options{}, &kept{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestANewLayoutByDescriptorAlone reads an export that shares nothing with the
// usual ones: own header names, bars, points for decimals, American dates.
func TestANewLayoutByDescriptorAlone(t *testing.T) {
	d := tari(t, `
extends = "tari"
required = [["parcel", "surface"]]
[table]
separator = "|"
decimal = "."
dates = ["mm/dd/yyyy"]
[[field]]
name = "fiscal_code"
headers = ["Soggetto"]
[[field]]
name = "sheet"
headers = ["Rif. A"]
[[field]]
name = "parcel"
headers = ["Rif. B"]
[[field]]
name = "surface"
headers = ["Estensione"]
[[field]]
name = "period_from"
headers = ["Avvio"]
[[field]]
name = "amount"
type = "money"
headers = ["Dovuto"]
[[field]]
name = "paid"
type = "flag"
headers = ["Pagato"]
[[field]]
name = "ratio"
type = "real"
headers = ["Indice"]
`)
	k := readAll(t, "Rif. B|Rif. A|Soggetto|Estensione|Avvio|Dovuto|Pagato|Indice\n00345|0012|rssmra70a01w001v|1.234|12/31/2019|1,234.50|SI|0.1234567891\n1|2|x|5|31/12/2019|1|no|1\n1|2|x|5|||forse|\n1|2|x|5||1.005|no|\n", d)
	want := []string{"2 fiscal-code=RSSMRA70A01W001V sheet=12 parcel=345 surface=1.234 amount=1234.50 paid=1 ratio=0.1234567891 [2019-12-31,)"}
	if !slices.Equal(k.rows, want) || !slices.Equal(k.rejects, []string{"3 table.date", "4 table.flag", "5 table.money"}) {
		t.Errorf("%q\nrejects %q", k.rows, k.rejects)
	}
}

func TestColumnsByPosition(t *testing.T) {
	d := tari(t, `
extends = "tari"
[table]
header = "no"
skip = 1
[[field]]
name = "sheet"
column = 1
[[field]]
name = "parcel"
column = 2
[[field]]
name = "surface"
column = 4
`)
	k := readAll(t, "FOGLIO;a title, whatever it says\n1;2;x;80,5\n3;4;y;90\n", d)
	if want := []string{"2 sheet=1 parcel=2 surface=80.5 column_3=x", "3 sheet=3 parcel=4 surface=90 column_3=y"}; !slices.Equal(k.rows, want) {
		t.Errorf("%q, rejects %q", k.rows, k.rejects)
	}
}

func TestNoPersonInAReason(t *testing.T) {
	d := tari(t, "extends = \"tari\"\n[[field]]\nname = \"birth\"\ntype = \"date\"\nrole = \"birth-date\"\nheaders = [\"NASCITA\"]\n")
	k := readAll(t, "FOGLIO;PARTICELLA;MQ;NASCITA\n1;2;80;32/01/1970\n", d)
	if len(k.reasons) != 1 || strings.Contains(fmt.Sprint(k.reasons), "1970") {
		t.Errorf("reasons %v", k.reasons)
	}
}

func TestMixedEncodingsAreTold(t *testing.T) {
	k := readAll(t, "FOGLIO;PARTICELLA;MQ;VIA\n1;2;80;\xc3\xa0\n1;3;80;\xe0\n", tari(t, ""))
	if !slices.Contains(k.warned, "table.encoding") || !strings.HasSuffix(k.rows[1], "street=à surface=80") {
		t.Errorf("rows %q, warned %q", k.rows, k.warned)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(head + "RSSMRA70A01W001V;X;A;12;345;7;VIA;1;1.234,50;01/02/2015;31/12/9999;D1;3\n")
	f.Add("FOGLIO,PARTICELLA,MQ\n1,2,\"80\n,5\"\n\xe0,\xc3\xa0,1.234\n")
	f.Add("\xff\xfeF\x00G\x00")
	catalogue, err := source.Catalogue()
	if err != nil {
		f.Fatal(err)
	}
	d, _ := source.Find(catalogue, "tari")
	f.Fuzz(func(t *testing.T, text string) {
		k := &kept{}
		counts, err := Read(context.Background(), strings.NewReader(text), d, Options{Comune: "W001"}, k)
		if err == nil && (counts.Read != int64(len(k.rows)+len(k.rejects)) || counts.Rejected != int64(len(k.rejects))) {
			t.Errorf("counts %+v with %d rows and %d rejects", counts, len(k.rows), len(k.rejects))
		}
	})
}

func ExampleRead() {
	catalogue, err := source.Catalogue()
	if err != nil {
		fmt.Println(err)
		return
	}
	tari, _ := source.Find(catalogue, "tari")
	k := &kept{}
	counts, err := Read(context.Background(), strings.NewReader("FG;MAPPALE;MQ\n0012;00345;85,5\n0012;00346;molti\n"), tari, Options{File: "tari.csv"}, k)
	fmt.Println(counts.Read, counts.Rejected, err)
	fmt.Println(k.rows[0])
	fmt.Println(k.rejects[0])
	// Output:
	// 2 1 <nil>
	// 2 sheet=12 parcel=345 surface=85.5
	// 3 table.number
}
