package desk_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/store/desk"
)

func TestPolygonsAreReadFromTextAndFile(t *testing.T) {
	const x, y = 507000.0, 4151000.0
	want := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 200, y + 100}}
	inverse, err := crs.Between(7792, 6706, crs.NoRegion)
	if err != nil {
		t.Fatal(err)
	}
	degrees := ""
	for _, p := range want.ToRing() {
		lon, lat := inverse.Point(p[0], p[1])
		degrees += fmt.Sprintf(",[%.9f,%.9f]", lon, lat)
	}
	file := filepath.Join(t.TempDir(), "area.geojson")
	text := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[` + degrees[1:] + `]]}}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{
		fmt.Sprintf("polygon((%[1]v %[2]v, %[3]v %[2]v, %[3]v %[4]v, %[1]v %[4]v, %[1]v %[2]v))", x, y, x+200, y+100), file,
	} {
		got, err := desk.ReadPolygons(t.Context(), given, 7792)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %v, %v", given, got, err)
		}
		b := got.Bound()
		for axis := range 2 {
			if math.Abs(b.Min[axis]-want.Min[axis]) > 0.01 || math.Abs(b.Max[axis]-want.Max[axis]) > 0.01 {
				t.Errorf("%s: %v, want %v", given, b, want)
			}
		}
	}
	for given, kind := range map[string]gis.Kind{
		"POLYGON((1 2, 3": gis.BadUsage, "POINT(1 2)": gis.BadUsage, "linestring (1 2, 3 4)": gis.BadUsage, "POLYGON EMPTY": gis.BadUsage, filepath.Join(t.TempDir(), "none.gpkg"): gis.BadInput,
	} {
		if _, err := desk.ReadPolygons(t.Context(), given, 7792); gis.KindOf(err) != kind {
			t.Errorf("%s: %v", given, err)
		}
	}
}

// What is no polygon is told so, and a polygon among other things counts.
func TestOtherShapesAreTold(t *testing.T) {
	for given, kind := range map[string]string{
		"POINT(1 2)": "POINT", "LINESTRING(1 2, 3 4)": "LINESTRING", "multipoint((1 2),(3 4))": "MULTIPOINT", "GEOMETRYCOLLECTION(POINT(1 2))": "GEOMETRYCOLLECTION",
	} {
		_, err := desk.ReadPolygons(t.Context(), given, 7792)
		var told *gis.Error
		if !errors.As(err, &told) || told.Code != "desk.polygon-other" || told.Args[0] != kind {
			t.Errorf("%s: %v", given, err)
		}
	}
	all, err := desk.ReadPolygons(t.Context(), "GEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,1 0,1 1,0 0)))", 7792)
	if err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

// A GML that is cut makes no area; it is drawn and overlaid as far as it goes, said.
func TestCutGMLMakesNoArea(t *testing.T) {
	text := zonesGML()
	path := write(t, filepath.Join(t.TempDir(), "zone.gml"), text)
	whole, err := desk.ReadPolygons(t.Context(), path, 7792)
	if err != nil || len(whole) != 150 {
		t.Fatalf("whole: %d polygons, %v", len(whole), err)
	}
	write(t, path, text[:len(text)/2])
	_, err = desk.ReadPolygons(t.Context(), path, 7792)
	var refused *gis.Error
	if !errors.As(err, &refused) || refused.Code != "desk.polygon-part" {
		t.Errorf("cut: %v", err)
	}
	var told []string
	req := desk.RenderRequest{Bound: orb.Bound{Min: orb.Point{1, 1}}, Width: 200, Height: 100, Form: "png", Told: func(_ string, m gis.Message) { told = append(told, m.Code) }}
	if err := desk.RenderFiles(t.Context(), []string{path}, req, io.Discard); err != nil || !slices.Contains(told, "ogr.torn") {
		t.Errorf("drawn: %v, told %v", err, told)
	}
	result, err := desk.Overlay(t.Context(), overlayOf("dissolve", path, "", path+".gpkg"), gis.Quiet{})
	if err != nil || len(result.Aside) != 1 || result.Aside[0].Reason.Code != "ogr.torn" || result.Area < 7000 {
		t.Errorf("overlaid: %+v, %v", result, err)
	}
}
