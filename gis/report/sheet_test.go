package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/text"
)

func TestSheetGolden(t *testing.T) {
	for _, lang := range []text.Lang{text.Italian, text.English} {
		in := surfaceSheet(t, lang)
		in.Map, in.Finding.Geometry = Map{}, nil // maps have tests of their own
		pdf := sheetBytes(t, in)
		sound(t, pdf)
		golden(t, "sheet."+string(lang)+".txt", strings.Join(pagesOf(t, pdf), "\n=== page ===\n"))
	}
}

func TestEveryValueOfASheetIsFound(t *testing.T) {
	text := flowing(t, sheetBytes(t, surfaceSheet(t, text.Italian)))
	has(t, text,
		"Comune di Borgo di Prova (W001)", "SCHEDA ISTRUTTORIA, NON È ATTO IMPOSITIVO",
		"Controllo 26 · tari-surface · versione 2", "TARI: superficie inferiore all'80 %",
		"W001/A/12/345+2/6", "sezione A · foglio 12 · particella 345/2 · subalterno 6",
		"VIA DELLA LIBERTÀ 12/A", "ROSSI MARIA", "RSSMRA70A01W001V", "quota 1/2", "2025",
		"1.280,50 m²", "60,00 m²", "-1.220,50 m²", "1.043,20 €", "Stima",
		"bassa", "la superficie catastale può comprendere aree scoperte", "un solo conto TARI aperto sulla chiave",
		"L. 147/2013 art. 1 c. 646",
		"tari.csv", "12.041", "superficie: 60", "1.600,625", "01/02/2019", "W001A0001.TIT",
		hashOf(0xab), hashOf(0xcd), hashOf(0xef), "02/10/2025", "30/11/2025", "g.prova", "Catasto censuario", "1.230 righe",
		"in verifica", "ufficio tributi", "01/03/2026", "Sentito il tecnico.", "Attende la planimetria.",
		"share = 0,80", "min_gap = 5 m² (differenza minima)", hashOf(0x17), "27e4b35c493bdb5bf82965f5",
		"stampata il 14/03/2026 15:09 da g.prova", "pagina 1 di",
	)
}

func TestMetadataNamesNobody(t *testing.T) {
	pdf := sheetBytes(t, surfaceSheet(t, text.Italian))
	info := tool(t, pdf, "pdfinfo", "FILE")
	has(t, info, "Scheda istruttoria: TARI", "27e4b35c493bdb5bf82965f5", "Mar 14 15:09:00 2026")
	hasNot(t, info, "ROSSI", "RSSMRA", "LIBERT", "345")
	has(t, string(pdf), "/Lang (it)")
	has(t, string(sheetBytes(t, surfaceSheet(t, text.English))), "/Lang (en)")
}

func TestFontsAreEmbedded(t *testing.T) {
	for line := range strings.Lines(tool(t, sheetBytes(t, surfaceSheet(t, text.Italian)), "pdffonts", "FILE")) {
		fields := strings.Fields(line)
		if strings.HasPrefix(line, "name") || strings.HasPrefix(line, "---") {
			continue
		}
		// name, type (two words), encoding, emb, sub, uni, object
		if len(fields) < 7 || fields[4] != "yes" || fields[6] != "yes" {
			t.Errorf("font not embedded or without Unicode: %s", line)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	if !bytes.Equal(sheetBytes(t, surfaceSheet(t, text.Italian)), sheetBytes(t, surfaceSheet(t, text.Italian))) {
		t.Error("two sheets of one finding differ")
	}
	if !bytes.Equal(runBytes(t, surfaceRun(t, 60)), runBytes(t, surfaceRun(t, 60))) {
		t.Error("two reports of one run differ")
	}
}

func TestEveryPageIsNumberedAndSaysWhatItIsNot(t *testing.T) {
	in := surfaceSheet(t, text.Italian)
	for i := range 400 {
		in.Finding.Notes = append(in.Finding.Notes, gis.Note{At: "2026-03-02", Author: "g.prova", Text: fmt.Sprintf("nota numero %d di molte", i)})
		in.Finding.Evidence = append(in.Finding.Evidence, gis.Evidence{Dataset: "tari", SHA256: hashOf(0xab), File: "tari.csv", Row: uint32(i)})
	}
	pdf := sheetBytes(t, in)
	sound(t, pdf)
	pages := pagesOf(t, pdf)
	if len(pages) < 15 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		has(t, page, fmt.Sprintf("pagina %d di %d", i+1, len(pages)), "NON È ATTO IMPOSITIVO", "Comune di Borgo di Prova", in.Finding.ID)
		if lines := strings.Count(page, "\n"); lines < 6 {
			t.Errorf("page %d is nearly empty", i+1)
		}
	}
	has(t, strings.Join(pages, ""), "nota numero 0 di molte", "nota numero 399 di molte")
}

func TestHardText(t *testing.T) {
	long := strings.Repeat("Ò", 3000)
	tests := map[string]struct {
		change func(*FindingSheet)
		want   []string
	}{
		"long name and address": {func(in *FindingSheet) {
			in.Finding.Name = strings.TrimSpace(strings.Repeat("COOPERATIVA DI ABITAZIONE ", 30)) + " FINE"
			in.Finding.Address = strings.Repeat("VIALE ", 200) + "ULTIMO"
		}, []string{"ABITAZIONE FINE", "VIALE ULTIMO"}},
		"a word wider than the page": {func(in *FindingSheet) { in.Finding.Notes[0].Text = long + "fine" }, []string{"fine"}},
		"a note of many pages":       {func(in *FindingSheet) { in.Finding.Notes[0].Text = strings.Repeat("riga di nota\n", 5000) + "ultima" }, []string{"ultima"}},
		"facts of many pages": {func(in *FindingSheet) {
			for i := range 500 {
				in.Finding.Evidence[0].Facts = append(in.Finding.Evidence[0].Facts, gis.Fact{Label: "fatto", Value: fmt.Sprint("f", i)})
			}
		}, []string{"fatto: f0 ", "fatto: f499"}},
		"letters outside the font": {func(in *FindingSheet) {
			in.Finding.Notes[0].Text = "\U0001F600 \U00010000 漢 \x00\x07 \xff žœ ĄŁ €"
		}, []string{"[U+1F600]", "[U+10000]", "[U+6F22]", "\uFFFD", "žœ ĄŁ €"}},
		"nothing known": {func(in *FindingSheet) {
			*in = FindingSheet{Heading: in.Heading}
		}, []string{"nessuna stima", "pagina 1 di 1"}},
		"words instead of measures": {func(in *FindingSheet) {
			in.Finding.Expected = gis.Wording("almeno una unità immobiliare aperta sulla particella")
			in.Finding.Found, in.Finding.Delta = gis.Wording("nessuna"), gis.Measure{}
		}, []string{"almeno una unità", "nessuna"}},
		"gone from the last run": {func(in *FindingSheet) { in.Finding.Stale = true }, []string{"in verifica (l'ultima esecuzione non la trova più)"}},
		"a code without a name":  {func(in *FindingSheet) { in.Name = "" }, []string{"Comune W001"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := surfaceSheet(t, text.Italian)
			test.change(&in)
			pdf := sheetBytes(t, in)
			sound(t, pdf)
			has(t, flowing(t, pdf), test.want...)
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var b bytes.Buffer
	if err := Finding(ctx, &b, surfaceSheet(t, text.Italian)); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("sheet: %v, %d bytes", err, b.Len())
	}
	if err := Run(ctx, &b, surfaceRun(t, 10), gis.Quiet{}); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("run: %v, %d bytes", err, b.Len())
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("no room")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAWriterThatFails(t *testing.T) {
	err := Finding(context.Background(), full{}, surfaceSheet(t, text.Italian))
	if !errors.Is(err, errFull) {
		t.Errorf("error = %v", err)
	}
}
