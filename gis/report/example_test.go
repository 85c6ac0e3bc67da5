package report_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"segit/gis"
	"segit/gis/report"
	"segit/gis/text"
)

func ExampleFinding() {
	words, err := text.Load(text.Italian)
	if err != nil {
		fmt.Println(err)
		return
	}
	var pdf bytes.Buffer
	err = report.Finding(context.Background(), &pdf, report.FindingSheet{
		Heading: report.Heading{Comune: "W001", Printed: time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC), Words: words},
		Control: report.Control{ID: "tari-surface", Number: 26, Version: 1, Title: gis.Say("control.tari-surface")},
		Finding: gis.Finding{
			Control: "tari-surface", Key: gis.MakeKey("W001", "A", "12", "345", "6"),
			Expected: gis.SquareMetres(80 * gis.One), Found: gis.SquareMetres(60 * gis.One),
		},
	})
	fmt.Println(err, pdf.String()[:5])
	// Output: <nil> %PDF-
}
