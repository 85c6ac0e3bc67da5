package censuario

import "segit/gis"

// keyColumns are the columns of a cadastral key.
type keyColumns struct{ comune, section, sheet, parcel, sub int }

func keyColumnsOf(s *gis.Schema) keyColumns {
	return keyColumns{
		comune: s.Index("comune"), section: s.Index("section"),
		sheet: s.Index("sheet"), parcel: s.Index("parcel"), sub: s.Index("sub"),
	}
}

func (c keyColumns) set(b *gis.Batch, k gis.Key) {
	b.SetText(c.comune, k.Comune)
	b.SetText(c.section, k.Section)
	b.SetText(c.sheet, k.Sheet)
	b.SetText(c.parcel, k.Parcel)
	b.SetText(c.sub, k.Sub)
}

// stageColumns are the columns that tell the life of a row.
type stageColumns struct{ opened, closed, mutationFrom, mutationTo, causeFrom, causeTo int }

func stageColumnsOf(s *gis.Schema) stageColumns {
	return stageColumns{
		opened: s.Index("opened_by"), closed: s.Index("closed_by"),
		mutationFrom: s.Index("mutation_from"), mutationTo: s.Index("mutation_to"),
		causeFrom: s.Index("cause_from"), causeTo: s.Index("cause_to"),
	}
}

func (c stageColumns) set(b *gis.Batch, s stage) {
	b.SetText(c.opened, s.opened)
	b.SetText(c.closed, s.closed)
	b.SetText(c.mutationFrom, s.mutationFrom)
	b.SetText(c.mutationTo, s.mutationTo)
	b.SetText(c.causeFrom, s.causeFrom)
	b.SetText(c.causeTo, s.causeTo)
}

// copied is a column that takes a field as it stands.
type copied struct{ column, field int }

// setCopied copies fields into their columns.
func setCopied(b *gis.Batch, columns []copied, f fields) {
	for _, c := range columns {
		b.SetText(c.column, f.at(c.field))
	}
}

// setNumber sets a number that is there.
func setNumber(b *gis.Batch, column int, v int64, there bool) {
	if there {
		b.SetNum(column, v)
	}
}
