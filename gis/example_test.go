package gis_test

import (
	"fmt"

	"segit/gis"
)

func ExampleParseKey() {
	cadastre, key, err := gis.ParseKey("F:c351/a/0012/00345/6")
	fmt.Println(cadastre, key, key.OfParcel(), err)
	fmt.Println(key == gis.MakeKey("C351", "A", "12", "345", "006"))
	// Output:
	// F C351/A/12/345/6 C351/A/12/345 <nil>
	// true
}

func ExampleBatch() {
	b := gis.NewBatch(&gis.Schema{Dataset: "tari", Columns: []gis.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "surface", Type: gis.Number, Role: gis.RoleSurface},
	}})
	b.SetText(0, "12")
	b.SetNum(1, int64(85*gis.One))
	b.Add(2, gis.Day(2020, 1, 1), gis.OpenEnd)
	surface, there := b.Num(b.Schema.Role(gis.RoleSurface), 0)
	fmt.Println(b.Key(0, "W001").Sheet, gis.Decimal(surface), there)
	// Output: 12 85 true
}
