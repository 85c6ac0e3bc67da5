package featuretest

import (
	"context"

	"segit/gis"
)

// Parcels makes a layer of n parcels of eight corners in batches, for
// benchmarks, and hands them to rows.
func Parcels(n int, rows func(*gis.Batch) error) error {
	b := gis.NewBatch(ParcelSchema())
	for i := range n {
		x, y := 500_000+float64(i%500)*20, 4_150_000+float64(i/500)*20
		s := &b.Shapes
		for _, c := range [...][2]float64{{0, 0}, {9.1, 0.3}, {19.7, 0}, {19.4, 10.2}, {19.7, 19.6}, {10, 19.1}, {0.2, 19.5}, {0.4, 8.8}, {0, 0}} {
			s.AppendPoint(x+c[0], y+c[1])
		}
		s.EndRing()
		s.EndPart()
		s.EndRow(gis.PolygonShape)
		b.SetText(0, "W001")
		b.SetText(1, "A")
		b.SetText(2, "12")
		b.SetNum(3, int64(i+1))
		b.SetReal(4, 380.25)
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
		if b.Len() == 1024 {
			if err := rows(b); err != nil {
				return err
			}
			b.Reset()
		}
	}
	return rows(b)
}

// ParcelSchema is the schema of [Parcels].
func ParcelSchema() *gis.Schema {
	return &gis.Schema{Dataset: "parcels", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "comune", Type: gis.Text},
		{Name: "section", Type: gis.Text},
		{Name: "sheet", Type: gis.Text},
		{Name: "parcel", Type: gis.Integer},
		{Name: "area", Type: gis.Real},
	}}
}

// Counted is a sink that only counts, for benchmarks.
type Counted struct{ Accepted, Rejected int }

// Rows counts the rows.
func (c *Counted) Rows(_ context.Context, b *gis.Batch) error {
	c.Accepted += b.Len()
	return nil
}

// Reject counts the reject.
func (c *Counted) Reject(int, gis.Message, string) error {
	c.Rejected++
	return nil
}

// Warn does nothing.
func (*Counted) Warn(gis.Message) {}
