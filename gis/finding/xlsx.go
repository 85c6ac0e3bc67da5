package finding

import (
	"io"
	"iter"
	"strconv"

	"github.com/xuri/excelize/v2"

	"segit/gis"
	"segit/gis/text"
)

// maxSheetRows is how many findings a sheet of a workbook holds under its header.
const maxSheetRows = excelize.TotalRows - 1

// WriteXLSX writes findings as a workbook with one sheet: the field names of
// [WriteJSON] in the first row, then a row for each finding, numbers as
// numbers. More findings than a sheet holds are refused before any is lost.
func WriteXLSX(w io.Writer, findings iter.Seq2[gis.Finding, error], words text.Catalogue) (err error) {
	const op = "finding.WriteXLSX"
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // nothing is kept
	sheet := book.GetSheetName(0)
	rows, err := book.NewStreamWriter(sheet)
	if err != nil {
		return gis.Wrap(op, gis.Internal, err, "finding.xlsx")
	}
	header := make([]any, 0, 32)
	for _, name := range fieldNames() {
		header = append(header, name)
	}
	if err := rows.SetRow("A1", header); err != nil {
		return gis.Wrap(op, gis.Internal, err, "finding.xlsx")
	}
	n := 0
	for f, err := range findings {
		if err != nil {
			return err
		}
		if n++; n > maxSheetRows {
			return gis.Refuse(op, gis.BadUsage, "finding.xlsx-rows", maxSheetRows)
		}
		if err := rows.SetRow("A"+strconv.Itoa(n+1), workbookRow(&f, words)); err != nil {
			return gis.Wrap(op, gis.Internal, err, "finding.xlsx")
		}
	}
	if err := rows.Flush(); err != nil {
		return gis.Wrap(op, gis.Internal, err, "finding.xlsx")
	}
	if _, err := book.WriteTo(w); err != nil {
		return gis.Wrap(op, gis.Internal, err, "finding.xlsx")
	}
	return nil
}

// workbookRow keeps numbers as numbers; texts are typed as texts by the
// workbook itself, so that none is run as a formula.
func workbookRow(f *gis.Finding, words text.Catalogue) []any {
	row := fields(f, words)
	for i, v := range row {
		switch v := v.(type) {
		case int:
		case *int64:
			if row[i] = nil; v != nil {
				row[i] = *v
			}
		case measure:
			row[i] = v.text
			if number, err := strconv.ParseFloat(v.text, 64); v.number && err == nil {
				row[i] = number
			}
		default:
			row[i] = plain(v)
		}
	}
	return row
}
