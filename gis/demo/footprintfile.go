package demo

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/gpkg"
)

// CRS of what is written.
const (
	MapCRS       = 7792 // the sheets: RDN2008 / UTM zone 33N, east first
	FootprintCRS = 7794 // footprints and aggregates: RDN2008 / Italy zone, east first
)

// layerFile is a GeoPackage with one layer of polygons in FootprintCRS.
type layerFile struct {
	path   string
	out    *gpkg.Writer
	toFile crs.Transform
	batch  *gis.Batch
	number int
}

func openLayer(ctx context.Context, dir, name string, schema *gis.Schema) (*layerFile, error) {
	toFile, err := crs.Between(MapCRS, FootprintCRS, crs.NoRegion)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, name)
	out, err := gpkg.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := out.Layer(ctx, schema, FootprintCRS); err != nil {
		out.Abort()
		return nil, err
	}
	return &layerFile{path: path, out: out, toFile: toFile, batch: gis.NewBatch(schema)}, nil
}

// polygon appends the shape of the row that is being set, and ends the row.
func (l *layerFile) polygon(p orb.Polygon) {
	l.batch.Shapes.Append(moved(p, func(q orb.Point) orb.Point {
		x, y := l.toFile.Point(q[0], q[1])
		return orb.Point{x, y}
	}))
	l.number++
	l.batch.Add(uint32(l.number), gis.Always, gis.OpenEnd)
}

// flush writes the rows that are waiting.
func (l *layerFile) flush(ctx context.Context) error {
	err := l.out.Rows(ctx, l.batch)
	l.batch.Reset()
	return err
}

// close finishes the file and dates its contents to the day of the maps: the
// day on which they were made up would make every run differ.
func (l *layerFile) close(ctx context.Context) error {
	if err := l.out.Close(ctx); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", l.path) // the driver that package gpkg brings
	if err != nil {
		return unwritten(err, filepath.Base(l.path))
	}
	_, err = db.ExecContext(ctx, `UPDATE gpkg_contents SET last_change = ?`, mapDate().String()+"T00:00:00.000Z")
	if closing := db.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return unwritten(err, filepath.Base(l.path))
	}
	return nil
}

// footprintSchema is what the region's building layer holds.
func footprintSchema() *gis.Schema {
	return &gis.Schema{Dataset: "edifici", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "ID_EDIFICIO", Type: gis.Text},
		{Name: "USO", Type: gis.Text},
		{Name: "ALTEZZA", Type: gis.Real},
		{Name: "FONTE", Type: gis.Text},
	}}
}

// writeFootprints adds the footprints of a sheet.
func (l *layerFile) writeFootprints(ctx context.Context, s *sheet) error {
	for _, f := range s.footprints {
		l.batch.SetText(0, fmt.Sprintf("PROVA-%07d", l.number+1))
		l.batch.SetText(1, f.use)
		l.batch.SetReal(2, f.height)
		l.batch.SetText(3, "rilievo inventato 2024")
		l.polygon(f.polygon)
	}
	return l.flush(ctx)
}

// aggregateSchema is what the Civil Protection publishes of structural
// aggregates.
func aggregateSchema() *gis.Schema {
	return &gis.Schema{Dataset: "aggregati", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "IDAG", Type: gis.Text},
		{Name: "Label", Type: gis.Text},
		{Name: "Comune", Type: gis.Text},
	}}
}

// writeAggregates adds an aggregate for each house that the map knows. Region
// 99 and province 999 of the ids do not exist.
func (l *layerFile) writeAggregates(ctx context.Context, s *sheet) error {
	for _, p := range s.parcels {
		for _, building := range p.mapped {
			l.batch.SetText(0, fmt.Sprintf("99999001%010d00", l.number+1))
			l.batch.SetText(1, fmt.Sprintf("%d", l.number+1))
			l.batch.SetText(2, Name)
			l.polygon(orb.Polygon{building[0]})
		}
	}
	return l.flush(ctx)
}
