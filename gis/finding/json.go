package finding

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"segit/gis"
	"segit/gis/text"
)

// WriteJSON writes a finding as one line of JSON with the fields of the command
// line: id, control, version, severity, tax_year, cadastre, comune, section,
// sheet, parcel, sub, fiscal_code, name, address, quota, expected, found,
// delta, unit, euro_cents, confidence, reasons, sources, note, state, geometry.
//
// expected, found and delta are numbers in the given unit when measured,
// sentences in the language of words otherwise, null when there is nothing to
// say. geometry is GeoJSON in the archive's CRS (east, north) or null.
func WriteJSON(w io.Writer, f *gis.Finding, words text.Catalogue) error {
	line, err := marshal(struct {
		record
		Geometry *shape `json:"geometry"`
	}{recordOf(f, words), shapeOf(f.Geometry)})
	if err != nil {
		return unwritable(f, err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// WriteGeoJSON writes findings as a GeoJSON collection, one feature per line,
// as they come: memory does not grow with their number. epsg is the CRS of the
// geometries, named in the member "crs" as GDAL and QGIS expect; coordinates
// are east, north whatever the order of the EPSG definition. Properties are
// those of [WriteJSON] without geometry; the feature's id is the finding's.
func WriteGeoJSON(w io.Writer, epsg int, findings iter.Seq2[gis.Finding, error], words text.Catalogue) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `{"type":"FeatureCollection","name":"findings","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::%d"}},"features":[`, epsg)
	between := "\n"
	for f, err := range findings {
		if err != nil {
			return err
		}
		feature, err := marshal(struct {
			Type       string `json:"type"`
			ID         string `json:"id"`
			Properties record `json:"properties"`
			Geometry   *shape `json:"geometry"`
		}{"Feature", f.ID, recordOf(&f, words), shapeOf(f.Geometry)})
		if err != nil {
			return unwritable(&f, err)
		}
		b.WriteString(between)
		b.Write(feature)
		between = ",\n"
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

// marshal is json.Marshal with "<" and "&", which addresses hold, as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// unwritable says that a finding has no form in JSON; only a coordinate that is
// not finite can cause it.
func unwritable(f *gis.Finding, cause error) error {
	return gis.Wrap("finding.marshal", gis.Damaged, cause, "finding.coordinate", f.ID)
}
